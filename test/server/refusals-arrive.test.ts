import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { RawClient } from '../support/raw-client';
import { serveAllTests, withServer } from '../support/with-server';

const MEGABYTE = 1_000_000;
/** More than once: what a client sees depends on what the kernel has buffered. */
const ROUNDS = 2;

/** A client like Python's `http.client`: sends the whole request before it reads. */
async function sendThenRead(url: URL, head: string, megabytes: number) {
  const client = await RawClient.open(url);
  await client.send(`${head}\r\nHost: x\r\nContent-Length: ${megabytes * MEGABYTE}\r\n\r\n`);
  const part = Buffer.alloc(MEGABYTE);
  for (let sent = 0; sent < megabytes; sent++) await client.send(part);
  const { status } = await client.answer();
  return { client, status };
}

describe('a refusal reaches a client that reads only after it has sent', () => {
  const server = serveAllTests();

  it.each([
    ['an unknown path', 'POST /nowhere HTTP/1.1', 20, 404],
    ['a wrong method', 'POST /health HTTP/1.1', 20, 405],
    ['a wrong query', 'POST /predict?explain=perhaps HTTP/1.1', 20, 422],
    ['a body over the limit', 'POST /predict HTTP/1.1', 40, 413],
    ['JSON over its own limit', 'POST /predict HTTP/1.1\r\nContent-Type: application/json', 20, 413],
  ])('%s', async (_, head, megabytes, status) => {
    for (let i = 0; i < ROUNDS; i++) {
      const kept = await sendThenRead(server(), head, megabytes);
      expect(kept.status).toBe(status);
      // What it sent was read to its end: the connection can be used again.
      await kept.client.send('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
      expect((await kept.client.answer()).status).toBe(200);
      kept.client.close();

      const closed = await sendThenRead(server(), `${head}\r\nConnection: close`, megabytes);
      expect(closed.status).toBe(status);
      await closed.client.closed();
    }
  });

  it("Node's fetch with a form", async () => {
    for (let i = 0; i < ROUNDS; i++) {
      const body = new FormData();
      body.set('file', new Blob([new Uint8Array(20 * MEGABYTE)]), 'large.png');
      const response = await fetch(new URL('/nowhere', server()), { method: 'POST', body });
      expect(response.status).toBe(404);
      await response.text();
    }
  });
});

it('a refusal reaches a client that sends chunks endlessly, which is disconnected after a while', async () => {
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
