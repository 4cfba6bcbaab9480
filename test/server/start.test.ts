import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, inject, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { readMetrics, startTestServer, withFolder } from '../support/with-server';

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it('a server that is starting makes clients wait, fails none of them, and answers /livez', async () => {
  await withFolder(async (storage) => {
    const port = await freePort();
    const url = new URL(`http://127.0.0.1:${port}`);
    let finish = () => {};
    const isBuilt = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const build = async () => {
      await isBuilt;
      return inject('bundle');
    };
    const starting = startTestServer(storage, () => {}, { port, build });
    const statusOf = async (path: string, init?: RequestInit) =>
      (await fetch(new URL(path, url), init)).status;
    await expect.poll(() => statusOf('/livez').catch(() => 0)).toBe(200);
    let answered = 0;
    const waiting = [
      statusOf('/readyz'),
      statusOf('/health'),
      statusOf('/predict', { method: 'POST', body: toPng(drawSeven(28)) }),
      statusOf('/predict', { method: 'POST', body: new Uint8Array(100_000) }),
    ];
    for (const status of waiting) void status.then(() => answered++);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(answered).toBe(0);
    finish();
    const server = await starting;
    expect(await Promise.all(waiting)).toEqual([200, 200, 200, 415]);
    expect((await readMetrics(url)).service_metrics).toMatchObject({
      successful_predictions: 1,
      total_errors: 0,
    });
    await server.stop();
  });
});

it('a port in use is detected before the bundle is built', async () => {
  await withFolder(async (storage) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    let isBuilt = false;
    const build = async () => {
      isBuilt = true;
      return inject('bundle');
    };
    await expect(startTestServer(storage, () => {}, { port, build })).rejects.toThrow('EADDRINUSE');
    expect(isBuilt).toBe(false);
    other.close();
  });
});
