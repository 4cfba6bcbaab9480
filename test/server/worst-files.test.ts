import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import pidtree from 'pidtree';
import { describe, expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/sample-images';
import { largestBaseline, largestProgressive, mostRefined } from '../../scripts/lib/worst-files/worst-jpegs';
import { worstPng } from '../../scripts/lib/worst-files/worst-pngs';
import { CONFIG } from '../../src/config';
import { withServer } from './with-server';

/** What one picture may take beyond what the idle server has. An isolate has 128 MB in all. */
const MOST_MEGABYTES = 48;
/**
 * What several may take together that come one after another: what normalising leaves behind waits for the collector,
 * which is late on a busy machine. 46 to 54 MB were seen; before buffers were given back at once, 77.
 */
const MOST_MEGABYTES_IN_A_ROW = 64;
const MEGABYTE = 1e6;
const WARM_UPS = 50;

const noiseBytes = 24 * MEGABYTE;
const square = { width: 5000, height: 5000, bitDepth: 8, noiseBytes } as const;
const strip = { width: 760, height: CONFIG.image.maxSide, bitDepth: 8, noiseBytes } as const;

/** Room that a form needs around a file. */
const FORM_BYTES = 1000;

/** Files at the limits of pixels, bytes and scans. */
const WORST_FILES: Record<string, () => Uint8Array<ArrayBuffer>> = {
  'a baseline JPEG of 50 megapixels and 21 MB, read twice': largestBaseline,
  'a progressive JPEG of 50 megapixels with four components in a body of 25 MB': fullProgressive,
  'a progressive JPEG that is kept at full size, in 98 scans': mostRefined,
  'a PNG of 25 megapixels and 24 MB': () => worstPng({ ...square, interlaced: false }),
  'an interlaced PNG of 24 MB that is a long strip': () => worstPng({ ...strip, interlaced: true }),
  'a PNG of 110 kB that unfolds into 100 MB': () => worstPng({ ...square, noiseBytes: 0, interlaced: false }),
};

/** What follows the end of the picture fills the body up. */
function fullProgressive(): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(CONFIG.maxBodyBytes - FORM_BYTES);
  body.set(largestProgressive());
  return body;
}

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

/** Sends files to a fresh server, one after another. Returns by how many megabytes its resident memory rose at most. */
function growthBy(files: readonly Uint8Array<ArrayBuffer>[], send: Sender): Promise<number> {
  return withServer(async (url) => {
    const predict = new URL('/predict', url);
    const seven = toPng(drawSeven(280));
    for (let i = 0; i < WARM_UPS; i++) {
      await (await fetch(predict, { method: 'POST', body: seven })).arrayBuffer();
    }
    const pid = await workerdPid();
    // proc(5): 5 sets the peak back to what is resident now.
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
    const idle = residentMegabytes(pid, 'VmRSS');
    for (const file of files) {
      const { body, headers } = send(file);
      const response = await fetch(predict, { method: 'POST', body, headers: { ...headers, ...ANEW } });
      expect(await response.json()).toMatchObject({ predicted_digit: expect.any(Number) });
    }
    return residentMegabytes(pid, 'VmHWM') - idle;
  });
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

const hasProc = existsSync('/proc/self/clear_refs');
async function expectToFit(
  name: string,
  files: readonly Uint8Array<ArrayBuffer>[],
  send: Sender,
  most: number = MOST_MEGABYTES,
): Promise<void> {
  const growth = await growthBy(files, send);
  console.log(`${name}: ${growth.toFixed(1)} MB`);
  expect(growth).toBeLessThanOrEqual(most);
}

describe.skipIf(!hasProc)(`POST /predict takes at most ${MOST_MEGABYTES} MB more (needs Linux) for`, () => {
  it.each(Object.entries(WORST_FILES))('%s', async (name, build) => {
    await expectToFit(name, [build()], asBody);
  });

  it('the one that takes most, sent in a form', async () => {
    await expectToFit('form', [fullProgressive()], asForm);
  });

  it('the largest JSON', async () => {
    const fileBytes = CONFIG.maxJsonBytes * (3 / 4);
    const file = worstPng({ ...square, noiseBytes: fileBytes - 0.2 * MEGABYTE, interlaced: true });
    await expectToFit('JSON', [file], asJson);
  });
});

describe.skipIf(!hasProc)(
  `POST /predict takes at most ${MOST_MEGABYTES_IN_A_ROW} MB more (needs Linux) for`,
  () => {
    it('all of them one after another, and each again at once', async () => {
      const files = Object.values(WORST_FILES).map((build) => build());
      await expectToFit(
        'all in a row',
        files.flatMap((file) => [file, file]),
        asBody,
        MOST_MEGABYTES_IN_A_ROW,
      );
    });

    it('forms of that size one after another', async () => {
      await expectToFit(
        'forms in a row',
        new Array(3).fill(fullProgressive()),
        asForm,
        MOST_MEGABYTES_IN_A_ROW,
      );
    });
  },
);
