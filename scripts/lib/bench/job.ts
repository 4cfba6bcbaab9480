import { setTimeout as sleep } from 'node:timers/promises';
import { zipSync } from 'fflate';
import { processFigures } from './process-figures';
import type { ServerProcess } from './server-process';

export interface JobResult {
  readonly pictures: number;
  /** From the request that opens the job to its end. */
  readonly picturesPerSecond: number;
  /** CPU milliseconds of the runtime for each. */
  readonly cpuMilliseconds: number;
}

const POLL_MILLISECONDS = 100;

/**
 * Has a job recognise the same picture many times, from a zip file.
 * @throws Error if one cannot be recognised
 */
export async function measureJob(
  { url, workerd }: Pick<ServerProcess, 'url' | 'workerd'>,
  picture: Uint8Array<ArrayBuffer>,
  pictures: number,
): Promise<JobResult> {
  const files = Object.fromEntries(Array.from({ length: pictures }, (_, i) => [`${i}.png`, picture]));
  const body = new Uint8Array(zipSync(files, { level: 0 }));
  const before = await processFigures(workerd);
  const start = performance.now();
  const { id } = await ask(new URL('/jobs', url), { method: 'POST' });
  let job = await ask(new URL(`/jobs/${id}/input`, url), { method: 'PUT', body });
  while (['validating', 'in_progress', 'finalizing'].includes(job.status)) {
    await sleep(POLL_MILLISECONDS);
    job = await ask(new URL(`/jobs/${id}`, url));
  }
  const seconds = (performance.now() - start) / 1000;
  const after = await processFigures(workerd);
  if (job.status !== 'completed' || job.counts.completed !== pictures)
    throw new Error(`Cannot measure a job: it ended as ${JSON.stringify(job)}`);
  return {
    pictures,
    picturesPerSecond: pictures / seconds,
    cpuMilliseconds: (after.cpuMilliseconds - before.cpuMilliseconds) / pictures,
  };
}

interface Job {
  readonly id: string;
  readonly status: string;
  readonly counts: { readonly completed: number };
}

async function ask(url: URL, init: RequestInit = {}): Promise<Job> {
  const response = await fetch(url, init);
  if (!response.ok)
    throw new Error(`Cannot ask for ${url.pathname}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Job;
}
