import { expect, it } from 'vitest';
import { RawClient } from '../support/raw-client';
import { withServer } from '../support/with-server';

/** More than the front gathers, so that the Worker has the beginning. */
const BEGINNING = 100_000;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function countsOf(url: URL): Promise<string[]> {
  const text = await (await fetch(new URL('/metrics/prometheus', url))).text();
  return text.split('\n').filter((line) => /^digits_(requests|failures)_total\{.* [1-9]\d*$/.test(line));
}

it('an upload that is cut off because others wait for its place is counted as it was answered, once', async () => {
  const one = { concurrent: 1, waiting: 8, waitSeconds: 60 };
  await withServer(
    async (url, log) => {
      const head = `POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: ${2 * BEGINNING}\r\n\r\n`;
      const open = async () => {
        const client = await RawClient.open(url);
        await client.send(head);
        await client.send(Buffer.alloc(BEGINNING));
        return client;
      };
      const [slow, waiting] = [await open(), await open()];
      const { status, body } = await slow.answer();
      expect([status, JSON.parse(body).code]).toEqual([408, 'request_timeout']);
      slow.close();
      waiting.close();
      await expect
        .poll(() => countsOf(url), { timeout: 10_000 })
        .toEqual(
          expect.arrayContaining([
            'digits_requests_total{route="/predict",method="POST",status="408"} 1',
            'digits_requests_total{route="/predict",method="POST",status="499"} 1',
            'digits_failures_total{code="client_closed_request"} 1',
            'digits_failures_total{code="request_timeout"} 1',
          ]),
        );
      // One line each, by whoever counted it.
      expect(
        log
          .filter(({ path }) => path === '/predict')
          .map(({ status }) => status)
          .sort(),
      ).toEqual([408, 499]);
    },
    { limits: { uploads: one, contendedSeconds: 0.5 } },
  );
});

it.each([
  ['comes in crumbs', '1\r\nx\r\n'.repeat(2_000)],
  ['is no longer readable', 'no number\r\n'],
])('an upload that is cut off because it %s is counted as it was answered', async (_, rest) => {
  await withServer(async (url, log) => {
    const client = await RawClient.open(url);
    await client.send('POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    await client.send(`${BEGINNING.toString(16)}\r\n${'x'.repeat(BEGINNING)}\r\n`);
    await pause(300);
    await client.send(rest);
    expect((await client.answer()).status).toBe(400);
    client.close();
    await expect
      .poll(() => countsOf(url), { timeout: 10_000 })
      .toContain('digits_requests_total{route="/predict",method="POST",status="400"} 1');
    expect(await countsOf(url)).toContain('digits_failures_total{code="malformed_request"} 1');
    expect(log.filter(({ path }) => path === '/predict').map((line) => line.code)).toEqual([
      'malformed_request',
    ]);
  });
});
