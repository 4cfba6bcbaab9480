import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import pidtree from 'pidtree';
import { aroundAll, describe, expect, it } from 'vitest';
import {
  largestBaseline,
  largestProgressive,
  mostRefined,
} from '../../scripts/lib/bench/worst-files/worst-jpegs';
import { codeChangesPng, emptyBlocksPng, worstPng } from '../../scripts/lib/bench/worst-files/worst-pngs';
import { drawSeven, onPaper, toJpeg, toPng } from '../../scripts/lib/scenes/sample-images';
import { CONFIG } from '../../src/config';
import { withServer } from '../support/with-server';

/** What a picture may take beyond what the server has before it. An isolate has 128 MB in all. */
const MAX_MEGABYTES = 48;
/**
 * What several in a row may take: half of an isolate. On a busy machine 47.4 and 48.1 MB were seen, where the runtime's
 * collector comes round late.
 */
const MAX_MEGABYTES_IN_A_ROW = 64;
/** What all of them may take beyond the warm server, a dozen photographs included; so may uploads at once. */
const MAX_MEGABYTES_IN_ALL = 100;
/**
 * How many times the CPU of an ordinary photograph a file may take. A body may be 7 times as large, and hold 4 times as
 * many pixels, as the one that is measured against.
 */
const MAX_PHOTOGRAPHS = 100;
const MEGABYTE = 1e6;
/**
 * Small pictures that a server has answered before it counts as idle. The runtime's heap grows under the first 3,000 of
 * them, whatever they are, by 55 MB in steps of 6 to 30: a step that fell among the files would be counted as theirs.
 */
const WARM_UPS = 4000;
const WARM_UPS_AT_A_TIME = 8;
const PHOTOGRAPHS_AT_A_TIME = 5;

const noiseBytes = 24 * MEGABYTE;
const square = { width: 5000, height: 5000, bitDepth: 8, interlaced: false, noiseBytes } as const;
const strip = {
  width: 760,
  height: CONFIG.image.maxSide,
  bitDepth: 8,
  interlaced: true,
  noiseBytes,
} as const;

/** Room that a form needs around a file. */
const FORM_BYTES = 1000;

/** 24 MB of them, at 10 bits each. */
const MAX_EMPTY_BLOCKS = 19_200_000;

/** Codes may change after every 127 bytes; the compressor has taken a few of these changes. */
const MAX_CODE_CHANGES = CONFIG.image.maxPngBytes / 127 - 1000;

/** Files at the limits of pixels, bytes, scans and blocks. */
const WORST_FILES: Record<string, () => Uint8Array<ArrayBuffer>> = {
  'a baseline JPEG of 50 megapixels and 21 MB, read twice': largestBaseline,
  'a progressive JPEG of 50 megapixels with four components in a body of 25 MB': fullProgressive,
  'a progressive JPEG that is kept at full size, in 98 scans': mostRefined,
  'a PNG of 25 megapixels and 24 MB': () => worstPng(square),
  'an interlaced PNG of 24 MB that is a long strip': () => worstPng(strip),
  'a PNG of 110 kB that unfolds into 100 MB': () => worstPng({ ...square, noiseBytes: 0 }),
  'a PNG with 19 million blocks of nothing': () =>
    emptyBlocksPng({ ...square, noiseBytes: 0 }, MAX_EMPTY_BLOCKS),
  'a PNG whose codes change 786,000 times': () =>
    codeChangesPng({ ...square, noiseBytes: 0 }, MAX_CODE_CHANGES),
};

/** What follows the end of the picture fills the body up. */
function fullProgressive(): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(CONFIG.maxBodyBytes - FORM_BYTES);
  body.set(largestProgressive());
  return body;
}

const SEVEN = toPng(drawSeven(280));
/** Ink on paper at 12 megapixels. */
const PHOTOGRAPH = toJpeg(onPaper(drawSeven(3464)));

/** A connection of its own: after seconds of work the runtime closes one at once, where fetch() would use it again. */
const ANEW = { Connection: 'close' };

type Sender = (file: Uint8Array<ArrayBuffer>) => { body: BodyInit; headers?: Record<string, string> };

const asBody: Sender = (file) => ({ body: file });
const asForm: Sender = (file) => {
  const form = new FormData();
  form.set('file', new File([file], 'worst'));
  return { body: form };
};
const asJson: Sender = (file) => ({
  body: JSON.stringify({ image: Buffer.from(file).toString('base64') }),
  headers: { 'Content-Type': 'application/json' },
});

/** A server that has answered small pictures until its heap stood still. */
interface WarmServer {
  post(file: Uint8Array<ArrayBuffer>, send: Sender): Promise<void>;
  /** Process of the runtime. */
  readonly pid: number;
  /** Resident memory of the runtime before the first file, in MB. */
  readonly idle: number;
  /** CPU ticks that an ordinary photograph takes. */
  readonly photograph: number;
}

async function warmUp(url: URL): Promise<WarmServer> {
  const predict = new URL('/predict', url);
  const post = async (file: Uint8Array<ArrayBuffer>, send: Sender) => {
    const { body, headers } = send(file);
    const response = await fetch(predict, { method: 'POST', body, headers: { ...headers, ...ANEW } });
    expect(await response.json()).toMatchObject({ predicted_digit: expect.any(Number) });
  };
  for (let i = 0; i < WARM_UPS; i += WARM_UPS_AT_A_TIME) {
    await Promise.all(Array.from({ length: WARM_UPS_AT_A_TIME }, () => post(SEVEN, asBody)));
  }
  const pid = await workerdPid();
  const idle = residentMegabytes(pid, 'VmRSS');
  return { post, pid, idle, photograph: await leastTicks(pid, () => post(PHOTOGRAPH, asBody)) };
}

/** What one takes at least: ticks are 10 ms, so that several are measured together. */
async function leastTicks(pid: number, work: () => Promise<void>): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < 3; round++) {
    const before = cpuTicks(pid);
    for (let i = 0; i < PHOTOGRAPHS_AT_A_TIME; i++) await work();
    rounds.push((cpuTicks(pid) - before) / PHOTOGRAPHS_AT_A_TIME);
  }
  return Math.min(...rounds);
}

async function workerdPid(): Promise<number> {
  const pids = await pidtree(process.pid);
  return pids.find((pid) => processName(pid) === 'workerd')!;
}

function processName(pid: number): string | null {
  const file = `/proc/${pid}/comm`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}

function residentMegabytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)![1]) * 1024) / MEGABYTE;
}

/** CPU time of a process in the system and out of it, proc(5): fields 14 and 15, counted from the name's end. */
function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

const hasProc = existsSync('/proc/self/clear_refs');

describe.skipIf(!hasProc)(
  `POST /predict takes at most ${MAX_MEGABYTES} MB more than before (${MAX_MEGABYTES_IN_A_ROW} for files in a row, ${MAX_MEGABYTES_IN_ALL} for all), and the CPU of ${MAX_PHOTOGRAPHS} photographs a file (needs Linux), for`,
  () => {
    let server: WarmServer;
    /** Highest resident memory of the runtime so far, in MB. */
    let peak = 0;

    aroundAll((runSuite) =>
      withServer(async (url) => {
        server = await warmUp(url);
        await runSuite();
      }),
    );

    async function expectToFit(files: readonly Uint8Array<ArrayBuffer>[], send: Sender, most: number) {
      const { pid, post, photograph } = server;
      // proc(5): 5 sets the peak back to what is resident now.
      writeFileSync(`/proc/${pid}/clear_refs`, '5');
      const before = { memory: residentMegabytes(pid, 'VmRSS'), ticks: cpuTicks(pid) };
      for (const file of files) await post(file, send);
      const reached = residentMegabytes(pid, 'VmHWM');
      peak = Math.max(peak, reached);

      expect(reached - before.memory).toBeLessThanOrEqual(most);
      expect((cpuTicks(pid) - before.ticks) / files.length / photograph).toBeLessThanOrEqual(MAX_PHOTOGRAPHS);
    }

    it.each(Object.entries(WORST_FILES))('%s', async (_, build) => {
      await expectToFit([build()], asBody, MAX_MEGABYTES);
    });

    it('the largest JSON', async () => {
      const fileBytes = CONFIG.maxJsonBytes * (3 / 4);
      const file = worstPng({ ...square, noiseBytes: fileBytes - 0.2 * MEGABYTE, interlaced: true });
      await expectToFit([file], asJson, MAX_MEGABYTES);
    });

    it('the most expensive one, sent in a form', async () => {
      await expectToFit([fullProgressive()], asForm, MAX_MEGABYTES);
    });

    it('forms of that size one after another', async () => {
      await expectToFit(new Array(3).fill(fullProgressive()), asForm, MAX_MEGABYTES_IN_A_ROW);
    });

    it('all of them at one server', () => {
      expect(peak - server.idle).toBeLessThanOrEqual(MAX_MEGABYTES_IN_ALL);
    });
  },
);
