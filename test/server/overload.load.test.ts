import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { measureOverload, overloads, warmUp } from '../../scripts/lib/bench/overload';
import { type ServerProcess, startServerProcess } from '../../scripts/lib/bench/server-process';
import { worstPng } from '../../scripts/lib/bench/worst-files/worst-pngs';

const CLIENTS = 12;
/** What all uploads together may take beyond what the warm server has, in the runtime and in the front. */
const MAX_MEGABYTES = 100;
/**
 * How long health checks may take, in times of one PNG of 110 kB and 25 megapixels: 0.3 s where nothing else runs. Without turns,
 * they would wait for as many as there are clients.
 */
const MAX_MEDIAN = 1 / 4;
const MAX_LONGEST = 3;
/** Uploads to send; `npm run bench:overload` sends all. */
const UPLOADS = overloads().filter(({ name }) =>
  [
    'PNG of 24 MB, fast',
    'form of 24 MB, slow',
    'JSON of 6 MB, fast',
    'batch of 64 PNGs',
    'JSON of brackets',
    'ensemble',
  ].some((start) => name.startsWith(start)),
);
/** Refusals are deliberate; everything else is an answer to the upload itself. */
const EXPECTED = ['200', '422', '503'];

const hasProc = existsSync('/proc/self/clear_refs');
let storage: string;
let server: ServerProcess;
/** Milliseconds. */
let yardstick: number;

beforeAll(async () => {
  if (!hasProc) return;
  storage = mkdtempSync(path.join(tmpdir(), 'digits-overload-'));
  server = await startServerProcess({ bundle: inject('bundle'), storage });
  await warmUp(server);
  const body = worstPng({ width: 5000, height: 5000, bitDepth: 8, interlaced: false, noiseBytes: 0 });
  const start = performance.now();
  await (await fetch(new URL('/predict', server.url), { method: 'POST', body })).arrayBuffer();
  yardstick = performance.now() - start;
}, 300_000);

afterAll(async () => {
  if (!hasProc) return;
  await server.stop();
  rmSync(storage, { recursive: true });
});

describe.skipIf(!hasProc)(
  `${CLIENTS} uploads at once take at most ${MAX_MEGABYTES} MB, and leave health checks quick (needs Linux):`,
  () => {
    it.each(UPLOADS.map((overload) => [overload.name, overload] as const))('%s', async (_, overload) => {
      const result = await measureOverload(server, overload, CLIENTS);
      console.log(result);
      expect(result.cut).toBe(0);
      expect(Object.keys(result.statuses).filter((status) => !EXPECTED.includes(status))).toEqual([]);
      expect(result.runtimeMegabytes + result.frontMegabytes).toBeLessThanOrEqual(MAX_MEGABYTES);
      expect(result.healthMedianMilliseconds).toBeLessThan(yardstick * MAX_MEDIAN);
      expect(result.healthMaxMilliseconds).toBeLessThan(yardstick * MAX_LONGEST);
    });
  },
);
