import { expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { RawClient } from '../support/raw-client';
import { readMetrics, withServer } from '../support/with-server';

const seven = toPng(drawSeven(28));
const post = (length: number) => `POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

it.each([
  ['small enough to be gathered', 1_000],
  ['that has reached the Worker', 200_000],
])('a body %s whose rest does not come is 408', async (_size, length) => {
  await withServer(
    async (url, log) => {
      const client = await RawClient.open(url);
      await client.send(post(length));
      await client.send(Buffer.alloc(length - 1));
      const { status, headers, body } = await client.answer();
      expect(status).toBe(408);
      expect(headers.get('connection')).toBe('close');
      expect(JSON.parse(body)).toMatchObject({ code: 'request_timeout' });
      await expect
        .poll(() => log.find((line) => line.code === 'request_timeout'))
        .toMatchObject({
          level: 'info',
          method: 'POST',
          path: '/predict',
          status: 408,
        });
      client.close();
    },
    { limits: { idleSeconds: 0.5 } },
  );
});

it('a body below the minimum rate is 408, and a slow one above it is read', async () => {
  await withServer(
    async (url) => {
      const dripping = await RawClient.open(url);
      await dripping.send(post(10_000));
      const drip = setInterval(() => dripping.send('x'), 50);
      expect((await dripping.answer()).status).toBe(408);
      clearInterval(drip);
      dripping.close();

      const slow = await RawClient.open(url);
      await slow.send(post(seven.length + 3_000));
      await slow.send(seven);
      for (let i = 0; i < 30; i++) {
        await pause(100);
        await slow.send(Buffer.alloc(100));
      }
      expect((await slow.answer()).status).not.toBe(408);
      slow.close();
    },
    { limits: { graceSeconds: 1, bytesPerSecond: 100 } },
  );
});

it('headers that do not arrive are 408', async () => {
  await withServer(
    async (url) => {
      const client = await RawClient.open(url);
      await client.send('GET / HTTP/1.1\r\nHost: ');
      expect((await client.answer()).status).toBe(408);
      await client.closed();
    },
    { limits: { headerSeconds: 1 } },
  );
});

it('an upload that breaks off is not a server error, and is counted and logged although the Worker never saw it', async () => {
  await withServer(async (url, log) => {
    const client = await RawClient.open(url);
    await client.send(post(seven.length));
    await client.send(seven.subarray(0, 50));
    await pause(100);
    client.close();
    await expect
      .poll(() => log.find((line) => line.status === 499))
      .toMatchObject({
        level: 'info',
        code: 'client_closed_request',
        path: '/predict',
      });
    await pause(1_500);
    expect((await readMetrics(url)).service_metrics.total_errors).toBe(0);
  });
});

it('what the front answers itself is counted with the rest', async () => {
  await withServer(async (url, log) => {
    await fetch(new URL('/livez', url));
    const client = await RawClient.open(url);
    await client.send('POST /predict HTTP/1.1\r\nHost: x\r\nExpect: the-unexpected\r\n\r\n');
    expect((await client.answer()).status).toBe(417);
    client.close();
    const figures = async () => (await fetch(new URL('/metrics/prometheus', url))).text();
    await expect
      .poll(figures, { timeout: 5_000 })
      .toContain('digits_requests_total{route="/livez",method="GET",status="200"} 1\n');
    const counted = await figures();
    expect(counted).toContain('digits_failures_total{code="expectation_failed"} 1\n');
    expect(counted).toContain('digits_requests_total{route="/predict",method="POST",status="417"} 1\n');
    expect(log.find((line) => line.path === '/livez')).toMatchObject({
      level: 'info',
      status: 200,
      code: null,
    });
  });
});
