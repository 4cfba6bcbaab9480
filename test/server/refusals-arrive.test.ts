import { request } from 'node:http';
import { expect, it } from 'vitest';
import { RawClient } from '../support/raw-client';
import { withServer } from '../support/with-server';

const TWENTY_MEGABYTES = 20_000_000;
const FORTY_MEGABYTES = 40_000_000;

/** A client as Python's `http.client`: sends all of it, and only then reads. */
async function sendThenRead(url: URL, path: string, size: number, headers = '') {
  const client = await RawClient.open(url);
  await client.send(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n${headers}\r\n`);
  const part = Buffer.alloc(1_000_000);
  for (let sent = 0; sent < size; sent += part.length) await client.send(part);
  const { status } = await client.answer();
  return { client, status };
}

it.each([
  ['/nowhere', TWENTY_MEGABYTES, 404],
  ['/health', TWENTY_MEGABYTES, 405],
  ['/predict', FORTY_MEGABYTES, 413],
])(
  'the refusal of %s with %d bytes reaches a client that reads after it has sent',
  async (path, size, status) => {
    await withServer(async (url) => {
      for (let i = 0; i < 5; i++) {
        const kept = await sendThenRead(url, path, size);
        expect(kept.status).toBe(status);
        // What it sent was read to its end: the connection can be used again.
        await kept.client.send('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
        expect((await kept.client.answer()).status).toBe(200);
        kept.client.close();

        const closed = await sendThenRead(url, path, size, 'Connection: close\r\n');
        expect(closed.status).toBe(status);
        await closed.client.closed();
      }
    });
  },
);

it("it reaches Node's fetch with a form", async () => {
  await withServer(async (url) => {
    for (let i = 0; i < 5; i++) {
      const body = new FormData();
      body.set('file', new Blob([new Uint8Array(TWENTY_MEGABYTES)]), 'large.png');
      const response = await fetch(new URL('/nowhere', url), { method: 'POST', body });
      expect(response.status).toBe(404);
      await response.text();
    }
  });
});

it('it reaches a client that sends chunks endlessly, which is disconnected after a while', async () => {
  await withServer(
    async (url) => {
      const sent = request(new URL('/nowhere', url), { method: 'POST' });
      const status = new Promise((resolve) =>
        sent.once('response', (response) => resolve(response.statusCode)),
      );
      const closed = new Promise((resolve) => sent.once('close', resolve));
      sent.on('error', () => {});
      const sending = setInterval(() => sent.write(Buffer.alloc(50_000)), 10);
      expect(await status).toBe(404);
      await closed;
      clearInterval(sending);
    },
    { limits: { discardSeconds: 1 } },
  );
});
