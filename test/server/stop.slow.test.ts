import { expect, it, vi } from 'vitest';
import { Load } from '../support/load';
import { npmStart } from '../support/npm-start';
import { readMetrics, startTestServer, withFolder } from '../support/with-server';

const CONNECTIONS = 8;
const LOAD_MILLISECONDS = 1_500;
/** What Docker gives before it kills. */
const MAX_STOP_MILLISECONDS = 10_000;

type Pids = { readonly npm: number; readonly front: number };

/** Each way in which people and their tools end the service. */
const WAYS: readonly (readonly [name: string, send: (pids: Pids) => void])[] = [
  ['SIGTERM to npm', ({ npm }) => process.kill(npm, 'SIGTERM')],
  ['SIGINT to npm', ({ npm }) => process.kill(npm, 'SIGINT')],
  ['SIGTERM to the server', ({ front }) => process.kill(front, 'SIGTERM')],
  ['SIGINT to the server', ({ front }) => process.kill(front, 'SIGINT')],
  ['^C in the terminal, which all processes get', ({ npm }) => process.kill(-npm, 'SIGINT')],
  ['SIGTERM to all processes, as systemd does', ({ npm }) => process.kill(-npm, 'SIGTERM')],
];

it.concurrent.each(WAYS)('%s under load loses no request and no count', async (_name, send) => {
  await withFolder(async (storage) => {
    const server = await npmStart(storage);
    const load = new Load(server.url, CONNECTIONS);
    await new Promise((resolve) => setTimeout(resolve, LOAD_MILLISECONDS));
    const askedAt = performance.now();
    send(server);
    const status = await server.exit;
    const milliseconds = performance.now() - askedAt;
    const { statuses, resets } = await load.ended();
    await vi.waitFor(() => expect(server.isGone()).toBe(true));

    const successor = await startTestServer(storage);
    const counted = (await readMetrics(successor.url)).service_metrics.total_requests;
    await successor.stop();

    expect(resets).toEqual([]);
    expect(Object.keys(statuses)).toEqual(['200']);
    expect(counted).toBe(statuses[200]);
    expect(milliseconds).toBeLessThan(MAX_STOP_MILLISECONDS);
    expect(status).toBe(0);
  });
});

it.concurrent('asked twice, it ends at once, and all of it', async () => {
  await withFolder(async (storage) => {
    const server = await npmStart(storage);
    server.workerd();
    // A request that does not end, so that the first signal has something to wait for.
    const waiting = fetch(new URL('/predict', server.url), {
      method: 'POST',
      body: new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)) }),
      duplex: 'half',
    } as RequestInit).catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, 500));
    process.kill(server.front, 'SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(server.isGone()).toBe(false);
    process.kill(server.front, 'SIGINT');
    expect(await server.exit).not.toBe(0);
    await vi.waitFor(() => expect(server.isGone()).toBe(true));
    await waiting;
  });
});

it.concurrent('kill -9 of npm ends the rest gracefully', async () => {
  await withFolder(async (storage) => {
    const server = await npmStart(storage);
    server.workerd();
    process.kill(server.npm, 'SIGKILL');
    await vi.waitFor(() => expect(server.isGone()).toBe(true), { timeout: MAX_STOP_MILLISECONDS });
    expect(server.lines).toContain('Stopping …');
  });
});
