import { setTimeout as sleep } from 'node:timers/promises';
import { zipSync } from 'fflate';
import { drawSeven, toPng } from '../scenes/sample-images';
import type { ExampleRequest, RecordedExamples } from './record-examples';

const NEW_JOB = { parts: 2 };
const SEVEN = toPng(drawSeven(28));
const HALF = SEVEN.subarray(0, SEVEN.length / 2);
/** A picture that can be read, and one that is cut off. */
const SCANS = new Uint8Array(zipSync({ 'scans/seven.png': SEVEN, 'scans/half.png': HALF }));
/** What its first part is: the rest never comes, so that the answers are always the same. */
const FIRST_PART = SCANS.slice(0, SCANS.length / 2);

const POLL_MILLISECONDS = 50;

export const JOB_BODIES: RecordedExamples['requests'] = {
  createJob: { 'application/json': { 'An archive in two parts': NEW_JOB } },
};

/** Requests about jobs whose answers become examples. */
export const JOB_REQUESTS: readonly ExampleRequest[] = [
  {
    operation: 'createJob',
    name: 'An archive in two parts',
    path: '/jobs',
    init: {
      method: 'POST',
      body: JSON.stringify(NEW_JOB),
      headers: { 'Content-Type': 'application/json' },
    },
  },
  {
    operation: 'putJobInput',
    name: 'The first of two parts',
    path: '/jobs/{open}/input?part=1',
    init: { method: 'PUT', body: FIRST_PART },
  },
  { operation: 'readJob', name: 'Half of the input is there', path: '/jobs/{open}' },
  { operation: 'readJob', name: 'Done', path: '/jobs/{done}' },
  { operation: 'readJobResults', name: 'One of the lines', path: '/jobs/{done}/results' },
  { operation: 'cancelJob', name: 'Cancelled', path: '/jobs/{open}/cancel', init: { method: 'POST' } },
];

type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** By address of the service and placeholder. */
const known = new Map<string, Promise<string>>();

/**
 * Opens the job that a path names.
 *
 * @param placeholder `{open}` for a job that awaits its input, `{done}` for one that is completed
 * @returns its id; always the same for a service
 */
export function jobOf(placeholder: string, url: URL, ask: Ask): Promise<string> {
  const name = `${url} ${placeholder}`;
  const job = known.get(name) ?? (placeholder === '{done}' ? completeJob(ask) : openJob(ask, NEW_JOB));
  known.set(name, job);
  return job;
}

async function openJob(ask: Ask, body: object): Promise<string> {
  const response = await ask('/jobs', { method: 'POST', body: JSON.stringify(body) });
  return ((await response.json()) as { id: string }).id;
}

async function completeJob(ask: Ask): Promise<string> {
  const id = await openJob(ask, {});
  await ask(`/jobs/${id}/input`, { method: 'PUT', body: SCANS });
  for (;;) {
    const { status } = (await (await ask(`/jobs/${id}`)).json()) as { status: string };
    if (status === 'completed') return id;
    await sleep(POLL_MILLISECONDS);
  }
}
