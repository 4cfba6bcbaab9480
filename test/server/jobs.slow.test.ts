import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pidtree from 'pidtree';
import pidusage from 'pidusage';
import { expect, it } from 'vitest';
import card from '../../model/v2.0/card.json' with { type: 'json' };
import { loadMnist } from '../../scripts/lib/data/mnist';
import { toPng } from '../../scripts/lib/scenes/sample-images';
import { withHarmedBundle } from '../support/harmed-bundle';
import { toZip } from '../support/jobs/archives';
import { harmJobs } from '../support/jobs/harm-jobs';
import { startTestServer, withFolder } from '../support/with-server';

const folder = process.env.MNIST_DIR;
const PICTURES = Number(process.env.JOB_PICTURES ?? 2_000);
/** In milliseconds, ten times what two idle cores need. */
const TEST_TIMEOUT = 120_000 + PICTURES * 30;
const OTHER_PICTURES = 128;
/** Shares of the pictures after which the runtime is killed. */
const KILLED_AT = [0.2, 0.4];
/** The share after which memory is measured; the rest is the other half. */
const WARM_AT = 0.7;
const PREDICT_MILLISECONDS = 250;

interface JobJson {
  readonly id: string;
  readonly status: string;
  readonly counts: { readonly total: number; readonly completed: number; readonly failed: number };
}

interface Line {
  readonly index: number;
  readonly key: string;
  readonly predicted_digit: number;
}

/** The first digits of MNIST's training set, the test set being too small: as files named by their digit. */
async function digitFiles(count: number): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const { images, labels } = await loadMnist('train', folder);
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => {
      const data = images.subarray(i * 784, (i + 1) * 784);
      return [`${labels[i]}/${i}.png`, toPng({ width: 28, height: 28, data })];
    }),
  );
}

async function askJob(url: URL, path: string, init: RequestInit = {}): Promise<JobJson> {
  const response = await fetch(new URL(path, url), init);
  if (!response.ok) throw new Error(`Cannot ask for ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as JobJson;
}

/** Asks again where the storage fails: clients do. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 20) throw error;
      await sleep(100);
    }
  }
}

async function startJob(url: URL, files: Record<string, Uint8Array<ArrayBuffer>>): Promise<string> {
  const { id } = await patiently(() => askJob(url, '/jobs', { method: 'POST' }));
  const body = toZip(files);
  await patiently(() => askJob(url, `/jobs/${id}/input`, { method: 'PUT', body }));
  return id;
}

/** Waits until so many pictures of a job are done, or it is over. */
async function reached(url: URL, id: string, pictures: number): Promise<JobJson> {
  for (;;) {
    const job = await patiently(() => askJob(url, `/jobs/${id}`));
    const isOver = ['completed', 'failed', 'cancelled', 'expired'].includes(job.status);
    if (isOver || (job.counts.completed + job.counts.failed >= pictures && pictures > 0)) return job;
    await sleep(50);
  }
}

async function readLines(url: URL, id: string): Promise<Line[]> {
  const lines: Line[] = [];
  // A response that breaks off is continued after the lines that have arrived.
  await patiently(async () => {
    const response = await fetch(new URL(`/jobs/${id}/results?skip=${lines.length}`, url));
    if (!response.ok) throw new Error(`Cannot read the results: ${response.status}`);
    let rest = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop()!;
      lines.push(...parts.map((line): Line => JSON.parse(line)));
    }
  });
  return lines;
}

async function workerdOf(): Promise<number> {
  const pids = await pidtree(process.pid);
  return pids.find((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]!.endsWith('workerd');
    } catch {
      return false;
    }
  })!;
}

/** Sends one prediction after another until it is stopped. @returns the statuses of the answers */
function keepPredicting(url: URL, body: Uint8Array<ArrayBuffer>): () => Promise<Record<string, number>> {
  const statuses: Record<string, number> = {};
  let isStopped = false;
  const done = (async () => {
    while (!isStopped) {
      const { status } = await fetch(new URL('/predict', url), { method: 'POST', body });
      statuses[status] = (statuses[status] ?? 0) + 1;
      await sleep(PREDICT_MILLISECONDS);
    }
  })();
  return async () => {
    isStopped = true;
    await done;
    return statuses;
  };
}

it.skipIf(folder === undefined)(
  'a job answers each picture exactly once while its runtime is killed, its queue delivers twice and its bucket fails (needs MNIST_DIR)',
  async () => {
    const files = await digitFiles(PICTURES);
    const faults = { bucket: 0.03, redelivered: 0.1, consumer: 0.05 };
    await withHarmedBundle(
      (bundle) => harmJobs(`${bundle}/index.js`, faults),
      (bundle) =>
        withFolder(async (storage) => {
          const server = await startTestServer(storage, () => {}, { build: async () => bundle });
          try {
            const { url } = server;
            const stopPredicting = keepPredicting(url, Object.values(files)[0]!);
            const id = await startJob(url, files);
            for (const share of KILLED_AT) {
              await reached(url, id, share * PICTURES);
              process.kill(await workerdOf(), 'SIGKILL');
            }
            const other = await startJob(url, await digitFiles(OTHER_PICTURES));
            const otherEnd = reached(url, other, 0).then(
              async () => (await askJob(url, `/jobs/${id}`)).status,
            );

            await reached(url, id, WARM_AT * PICTURES);
            const workerd = await workerdOf();
            const { memory: warm } = await pidusage(workerd);
            const job = await reached(url, id, 0);
            const { memory: end } = await pidusage(workerd);
            const statuses = await stopPredicting();

            expect(job).toMatchObject({
              status: 'completed',
              counts: { total: PICTURES, completed: PICTURES, failed: 0 },
            });
            const lines = await readLines(url, id);
            const keys = Object.keys(files);
            const byIndex = lines.toSorted((a, b) => a.index - b.index);
            expect(byIndex.map(({ index }) => index)).toEqual(keys.map((_, i) => i));
            expect(byIndex.map(({ key }) => key)).toEqual(keys);
            const right = lines.filter(({ key, predicted_digit }) =>
              key.startsWith(`${predicted_digit}/`),
            ).length;
            // Three standard deviations of a sample of that size.
            const { accuracy } = card.test;
            const deviation = Math.sqrt((accuracy * (1 - accuracy)) / PICTURES);
            expect(right / PICTURES).toBeGreaterThan(accuracy - 3 * deviation);

            // Before the long one, though it began later.
            expect(await otherEnd).not.toBe('completed');
            // Each kill may hit the one request that is being answered.
            const { 200: answered = 0, 503: interrupted = 0, ...others } = statuses;
            expect(others).toEqual({});
            expect(answered).toBeGreaterThan(10);
            expect(interrupted).toBeLessThanOrEqual(KILLED_AT.length);
            expect(end / warm).toBeLessThan(1.3);
            const text = await (await fetch(new URL('/metrics/prometheus', url))).text();
            const counted = /digits_job_pictures_total\{result="answered"\} (\d+)/.exec(text)![1];
            expect(Number(counted)).toBe(PICTURES + OTHER_PICTURES);
            if (PICTURES > 2_000) console.log({ right, warm, end, statuses });
          } finally {
            await server.stop();
          }
        }),
    );
  },
  TEST_TIMEOUT,
);
