import { expect, it } from 'vitest';
import { findWorkerd } from '../../scripts/lib/bench/process-figures';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { Load } from '../support/load';
import { npmStart } from '../support/npm-start';
import { readMetrics, startTestServer, withFolder, withServer } from '../support/with-server';

const CONNECTIONS = 8;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function statusOf(url: URL, path: string): Promise<number> {
  const response = await fetch(new URL(path, url));
  await response.arrayBuffer();
  return response.status;
}

it('kill -9 of the runtime under load is 503 for a moment, and then a new one answers and goes on counting', async () => {
  await withFolder(async (storage) => {
    const server = await npmStart(storage);
    await statusOf(server.url, '/health');
    const load = new Load(server.url, CONNECTIONS);
    const first = server.workerd()!;
    await pause(2_000);
    process.kill(first, 'SIGKILL');
    await pause(100);
    expect(await statusOf(server.url, '/livez')).toBe(200);
    await expect.poll(() => statusOf(server.url, '/health'), { timeout: 10_000 }).toBe(200);
    await pause(1_000);
    const { statuses, resets } = await load.stop();
    expect(server.workerd()).not.toBe(first);
    expect(resets).toEqual([]);
    expect(Object.keys(statuses).sort()).toEqual(['200', '503']);
    const { successful_predictions } = (await readMetrics(server.url)).service_metrics;
    expect(successful_predictions).toBeGreaterThan(0);
    expect(successful_predictions).toBeLessThanOrEqual(statuses[200]! + CONNECTIONS);
    expect(server.lines.filter((line) => line.includes('The runtime is gone'))).toHaveLength(1);
    process.kill(server.front, 'SIGTERM');
    expect(await server.exit).toBe(0);
  });
});

it('a request that arrives while there is no runtime waits for the next one, and /readyz says so', async () => {
  // The runtime of the test before may still be on its way out.
  const former = await findWorkerd().catch(() => null);
  await withServer(async (url, log) => {
    await expect.poll(() => findWorkerd()).not.toBe(former);
    process.kill(await findWorkerd(), 'SIGKILL');
    await expect.poll(() => statusOf(url, '/readyz'), { interval: 5, timeout: 10_000 }).toBe(503);
    expect(await statusOf(url, '/model_info')).toBe(200);
    expect(log.filter(({ message }) => message === 'The runtime is back')).toHaveLength(1);
  });
});

it('a runtime that keeps dying ends the server, with a line that says so', async () => {
  await withFolder(async (storage) => {
    const server = await npmStart(storage);
    let isOver = false;
    void server.exit.then(() => {
      isOver = true;
    });
    while (!isOver) {
      const workerd = server.workerd();
      if (workerd !== null) {
        try {
          process.kill(workerd, 'SIGKILL');
        } catch {
          // Just gone.
        }
      }
      await pause(50);
    }
    expect(await server.exit).toBe(1);
    expect(server.lines.join('\n')).toMatch(/Cannot go on: the runtime died \d+ times in a row/);
    await expect.poll(() => server.isGone()).toBe(true);
  });
});

it('a runtime that hangs is replaced', async () => {
  await withServer(
    async (url, log) => {
      const hanging = await findWorkerd();
      process.kill(hanging, 'SIGSTOP');
      // It waits until that one is given up: 2 s, and 3 s for the request itself.
      expect(await statusOf(url, '/model_info')).toBe(503);
      await expect.poll(() => statusOf(url, '/model_info'), { timeout: 10_000 }).toBe(200);
      expect(await findWorkerd()).not.toBe(hanging);
      expect(log.some(({ message }) => /The runtime has not answered for \d+ s/.test(message))).toBe(true);
    },
    { silenceSeconds: 2 },
  );
});

it('a runtime that is busy is not taken for one that hangs, and GET /livez answers meanwhile', async () => {
  const body = toPng(drawSeven(28));
  const silenceSeconds = 0.5;
  await withServer(
    async (url, log) => {
      const start = performance.now();
      // Nothing is answered before all of them are computed.
      let waiting = 200;
      const statuses = Array.from({ length: waiting }, async () => {
        const answer = await fetch(new URL('/predict?explain=true', url), { method: 'POST', body });
        await answer.arrayBuffer();
        waiting--;
        return answer.status;
      });
      let answered = 0;
      while (waiting > 0) {
        expect(await statusOf(url, '/livez')).toBe(200);
        answered++;
        await pause(20);
      }
      expect(new Set(await Promise.all(statuses))).toEqual(new Set([200]));
      // Or it would have proved nothing.
      expect(performance.now() - start).toBeGreaterThan(silenceSeconds * 1000);
      expect(answered).toBeGreaterThan(10);
      expect(log.filter(({ source, message }) => source === 'server' && message)).toEqual([]);
    },
    { silenceSeconds },
  );
});

it('kill -9 of the server takes the runtime along, and port and storage are free for the next', async () => {
  await withFolder(async (storage) => {
    const server = await npmStart(storage);
    const load = new Load(server.url, CONNECTIONS);
    server.workerd();
    await pause(2_000);
    process.kill(server.front, 'SIGKILL');
    expect(await server.exit).not.toBe(0);
    await load.ended();
    await expect.poll(() => server.isGone(), { timeout: 2_000 }).toBe(true);

    const successor = await startTestServer(storage, () => {}, { port: Number(server.url.port) });
    const counted = (await readMetrics(successor.url)).service_metrics.total_requests;
    await successor.stop();
    expect(counted).toBeGreaterThan(0);
  });
});

it('kill -9 of the shell between them leaves nothing behind either', async () => {
  await withFolder(async (storage) => {
    const server = await npmStart(storage);
    const workerd = server.workerd()!;
    process.kill(server.guard(), 'SIGKILL');
    await expect.poll(() => server.workerd(), { timeout: 5_000 }).not.toBe(workerd);
    await expect.poll(() => statusOf(server.url, '/health'), { timeout: 10_000 }).toBe(200);
    process.kill(server.front, 'SIGTERM');
    expect(await server.exit).toBe(0);
    await expect.poll(() => server.isGone()).toBe(true);
  });
});
