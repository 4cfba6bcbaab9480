import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, inject, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { readMetrics, startTestServer, withFolder } from '../support/with-server';

const ROUNDS = 3;
const CONNECTIONS = 8;
const LOAD_MILLISECONDS = 3_000;
/** What an isolate may hold that no shard has: a window of a second, and a delivery under way. */
const UNSENT_MILLISECONDS = 2_000;

const seven = toPng(drawSeven(28));

/** Starts a server in a process group of its own, so that it can be killed with all its children at once. */
async function startProcess(storage: string): Promise<{ url: URL; kill: () => Promise<void> }> {
  const script = path.join(import.meta.dirname, '../support/server/serve-until-killed.ts');
  const args = ['--import', 'tsx', script, inject('bundle').folder, storage];
  const child: ChildProcess = spawn(process.execPath, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [address] = await new Promise<string[]>((resolve, reject) => {
    child.once('exit', () => reject(new Error('Cannot start the server: it ended')));
    createInterface({ input: child.stdout! }).once('line', (line) => resolve([line]));
  });
  const kill = async () => {
    const gone = new Promise((resolve) => child.once('close', resolve));
    process.kill(-child.pid!, 'SIGKILL');
    await gone;
  };
  return { url: new URL(address!), kill };
}

/** Predicts on several connections until the server is gone. */
async function load(url: URL): Promise<number[]> {
  const answeredAt: number[] = [];
  const connection = async () => {
    for (;;) {
      try {
        const response = await fetch(new URL('/predict', url), { method: 'POST', body: seven });
        await response.arrayBuffer();
        if (response.status === 200) answeredAt.push(Date.now());
      } catch {
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return answeredAt;
}

async function countedBy(url: URL): Promise<number> {
  return (await readMetrics(url)).service_metrics.total_requests;
}

it('kill -9 under load loses at most the last window, and counts nothing twice', async () => {
  await withFolder(async (storage) => {
    let countedBefore = 0;
    for (let round = 1; round <= ROUNDS; round++) {
      const { url, kill } = await startProcess(storage);
      const answering = load(url);
      await new Promise((resolve) => setTimeout(resolve, LOAD_MILLISECONDS / 2));
      const countedInBetween = await countedBy(url);
      await new Promise((resolve) => setTimeout(resolve, LOAD_MILLISECONDS / 2));
      const killedAt = Date.now();
      await kill();
      const answeredAt = await answering;

      const successor = await startTestServer(storage);
      const counted = await countedBy(successor.url);
      await successor.stop();

      const answered = answeredAt.length;
      const lost = answered - (counted - countedBefore);
      const atRisk = answeredAt.filter((at) => at > killedAt - UNSENT_MILLISECONDS).length;
      console.log(`Round ${round}: ${answered} answered, ${counted - countedBefore} counted, ${lost} lost`);
      expect(answered).toBeGreaterThan(CONNECTIONS);
      // What was counted once is never lost …
      expect(counted).toBeGreaterThanOrEqual(countedInBetween);
      // … of the rest only the last window …
      expect(lost).toBeLessThanOrEqual(atRisk);
      // … and nothing is counted twice: at most the requests that were never answered come on top.
      expect(-lost).toBeLessThanOrEqual(CONNECTIONS);
      countedBefore = counted;
    }
  });
});
