import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, type ClientRequest, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { median } from 'simple-statistics';
import { CONFIG } from '../../../src/config';
import { drawSeven, onPaper, toJpeg, toPng } from '../scenes/sample-images';
import type { ServerProcess } from './server-process';
import { worstPng } from './worst-files/worst-pngs';

/** What each of several clients sends at the same time. */
export interface Overload {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Whether the body trickles in; clients then give up in the end. */
  readonly isSlow: boolean;
}

/** How the server fared meanwhile. */
export interface OverloadResult {
  readonly name: string;
  readonly clients: number;
  /** Responses by status. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Connections that the server cut. */
  readonly cut: number;
  /** How long `GET /health` took. */
  readonly healthMedianMilliseconds: number;
  readonly healthMaxMilliseconds: number;
  /** By which resident memory rose at most. */
  readonly runtimeMegabytes: number;
  readonly frontMegabytes: number;
}

const MEGABYTE = 1e6;
const SQUARE = { width: 5000, height: 5000, bitDepth: 8, interlaced: false } as const;
/** As many bytes as a batch has for each of its pictures. */
const SMALL_SQUARE = {
  ...SQUARE,
  width: 306,
  height: 306,
  noiseBytes: (24 * MEGABYTE) / CONFIG.maxBatchImages,
};
/** What a slow client sends at first: more than the front keeps to itself. */
const SLOW_START_BYTES = 100_000;
const SLOW_CHUNK_BYTES = 4_000;
const SLOW_CHUNK_MILLISECONDS = 100;
const SLOW_SECONDS = 4;
const HEALTH_PAUSE_MILLISECONDS = 20;
/** Requests after which the runtime's heap no longer grows by itself. */
const WARM_UPS = 3_000;
const WARM_UPS_AT_A_TIME = 8;

const BOUNDARY = 'overload';

/** All kinds of uploads, slow and fast. */
export function overloads(): Overload[] {
  const noise = worstPng({ ...SQUARE, noiseBytes: 24 * MEGABYTE });
  const photograph = toJpeg(onPaper(drawSeven(3464)));
  const seven = toPng(drawSeven(28));
  const smaller = worstPng({ ...SQUARE, noiseBytes: 4.2 * MEGABYTE });
  const json = JSON.stringify({ image: Buffer.from(smaller).toString('base64') });
  const kinds: Omit<Overload, 'isSlow'>[] = [
    { name: 'PNG of 24 MB', path: '/predict', headers: {}, body: noise },
    {
      name: 'form of 24 MB',
      path: '/predict',
      headers: { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` },
      body: formOf(noise),
    },
    {
      name: 'JSON of 6 MB',
      path: '/predict',
      headers: { 'Content-Type': 'application/json' },
      body: Buffer.from(json),
    },
    { name: '12-megapixel JPEG', path: '/predict', headers: {}, body: photograph },
  ];
  return [
    ...kinds.flatMap((kind) => [
      { ...kind, name: `${kind.name}, fast`, isSlow: false },
      { ...kind, name: `${kind.name}, slow`, isSlow: true },
    ]),
    {
      name: 'gzip of 24 MB',
      path: '/predict',
      headers: { 'Content-Encoding': 'gzip' },
      body: gzipSync(noise, { level: 0 }),
      isSlow: false,
    },
    {
      name: 'batch of 64 photographs',
      path: '/predict/batch',
      headers: { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` },
      body: formOf(...new Array<Uint8Array>(CONFIG.maxBatchImages).fill(toJpeg(onPaper(drawSeven(1024))))),
      isSlow: false,
    },
    {
      name: 'batch of 64 PNGs, 24 MB',
      path: '/predict/batch',
      headers: { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` },
      body: formOf(...new Array<Uint8Array>(CONFIG.maxBatchImages).fill(worstPng(SMALL_SQUARE))),
      isSlow: false,
    },
    {
      name: 'JSON of brackets',
      path: '/predict',
      headers: { 'Content-Type': 'application/json' },
      body: Buffer.from(`[${'[],'.repeat(1_900_000)}[]]`),
      isSlow: false,
    },
    {
      name: 'PNG of 110 kB, 25 megapixels',
      path: '/predict',
      headers: {},
      body: worstPng({ ...SQUARE, noiseBytes: 0 }),
      isSlow: false,
    },
    {
      name: 'ensemble, explained',
      path: '/predict?model=ensemble&explain=true',
      headers: {},
      body: seven,
      isSlow: false,
    },
  ];
}

function formOf(...files: readonly Uint8Array[]): Uint8Array {
  const head = Buffer.from(
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n`,
  );
  const parts = files.flatMap((file) => [head, file, Buffer.from('\r\n')]);
  return Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

/** Answers small pictures until the runtime is warm. */
export async function warmUp(server: ServerProcess): Promise<void> {
  const seven = toPng(drawSeven(280));
  for (let i = 0; i < WARM_UPS; i += WARM_UPS_AT_A_TIME) {
    const requests = Array.from({ length: WARM_UPS_AT_A_TIME }, () => post(server.url, seven));
    await Promise.all(requests);
  }
  await post(server.url, seven, '/predict?model=ensemble&explain=true');
}

async function post(url: URL, body: Uint8Array<ArrayBuffer>, path = '/predict'): Promise<void> {
  const response = await fetch(new URL(path, url), { method: 'POST', body });
  await response.arrayBuffer();
}

/** Sends an upload from several clients at the same time, and watches health and memory (Linux only). */
export async function measureOverload(
  server: ServerProcess,
  overload: Overload,
  clients: number,
): Promise<OverloadResult> {
  const [runtime, front] = [watchMemory(server.workerd), watchMemory(server.front)];
  let isOver = false;
  const health = watchHealth(server.url, () => isOver);
  const outcomes = await Promise.all(Array.from({ length: clients }, () => send(server.url, overload)));
  isOver = true;
  const times = await health;
  const statuses: Record<number, number> = {};
  for (const status of outcomes)
    if (typeof status === 'number') statuses[status] = (statuses[status] ?? 0) + 1;
  return {
    name: overload.name,
    clients,
    statuses,
    cut: outcomes.filter((outcome) => outcome === 'cut').length,
    healthMedianMilliseconds: median(times),
    healthMaxMilliseconds: Math.max(...times),
    runtimeMegabytes: runtime(),
    frontMegabytes: front(),
  };
}

/** @returns the status of the response, `cut`, or `gave up` for a client that has */
function send(url: URL, { path, headers, body, isSlow }: Overload): Promise<number | 'cut' | 'gave up'> {
  return new Promise((resolve) => {
    let hasGivenUp = false;
    const all = { ...headers, 'Content-Length': body.length, Connection: 'close' };
    const sent = request(new URL(path, url), { method: 'POST', headers: all }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode!));
      response.once('error', () => resolve('cut'));
    });
    sent.once('error', () => resolve(hasGivenUp ? 'gave up' : 'cut'));
    if (!isSlow) {
      sent.end(body);
      return;
    }
    trickle(sent, body, () => {
      hasGivenUp = true;
      sent.destroy();
      resolve('gave up');
    });
  });
}

function trickle(sent: ClientRequest, body: Uint8Array, giveUp: () => void): void {
  sent.write(body.subarray(0, SLOW_START_BYTES));
  let at = SLOW_START_BYTES;
  const timer = setInterval(() => {
    if (at < body.length - SLOW_CHUNK_BYTES) sent.write(body.subarray(at, at + SLOW_CHUNK_BYTES));
    at += SLOW_CHUNK_BYTES;
  }, SLOW_CHUNK_MILLISECONDS);
  const end = setTimeout(giveUp, SLOW_SECONDS * 1000);
  sent.once('close', () => {
    clearInterval(timer);
    clearTimeout(end);
  });
}

/** Asks for health over and over; milliseconds that each answer took. */
export async function watchHealth(url: URL, isOver: () => boolean): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  const times: number[] = [];
  while (!isOver() || times.length === 0) {
    const start = performance.now();
    await askHealth(url, agent);
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, HEALTH_PAUSE_MILLISECONDS));
  }
  agent.destroy();
  return times;
}

function askHealth(url: URL, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL('/health', url), { agent }, (response) => {
      response.resume();
      if (response.statusCode !== 200) reject(new Error(`/health answered ${response.statusCode}`));
      response.once('end', resolve);
    });
    asked.once('error', reject);
    asked.end();
  });
}

/** @returns a function that tells by how many megabytes resident memory has risen at most since */
export function watchMemory(pid: number): () => number {
  // proc(5): 5 sets the peak back to what is resident now.
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const before = residentMegabytes(pid, 'VmRSS');
  return () => residentMegabytes(pid, 'VmHWM') - before;
}

function residentMegabytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)![1]) * 1024) / MEGABYTE;
}
