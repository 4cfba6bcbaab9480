import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTar, createTarGzip } from 'nanotar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShippedEye } from '../../../scripts/lib/model-files/open-models';
import { type LabelledPixels, readFeedback } from '../../../scripts/lib/retraining/feedback-source';
import { mixPictures } from '../../../scripts/lib/retraining/mix-pictures';
import { nextVersion } from '../../../scripts/lib/retraining/next-version';
import { sortFeedback, toDigitSet } from '../../../scripts/lib/retraining/sort-feedback';
import { NO_DIGIT } from '../../../scripts/lib/training/training-batch';
import type { Eye } from '../../../src/eye/sureness';
import { encodePng } from '../../../src/image/png/encode-png';
import type { DigitReader } from '../../../src/inference/judgement';

let folder: string;
let eye: Eye;

beforeAll(async () => {
  eye = await openShippedEye('v2.0');
  folder = mkdtempSync(path.join(tmpdir(), 'feedback-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('readFeedback()', () => {
  const files = [
    { name: '7/a.png', data: drawing(7) },
    { name: 'not_a_digit/b.png', data: drawing(3) },
    { name: '1/broken.png', data: drawing(1).slice(0, 60) },
    { name: 'manifest.json', data: new TextEncoder().encode('{}') },
  ];
  const labels = [7, NO_DIGIT];

  it('reads a folder, and says which files it cannot read', async () => {
    for (const { name, data } of files) {
      mkdirSync(path.join(folder, 'tree', path.dirname(name)), { recursive: true });
      writeFileSync(path.join(folder, 'tree', name), data);
    }
    const { pictures, refused } = await readFeedback(path.join(folder, 'tree'), eye);
    expect(pictures.map(({ label }) => label)).toEqual(labels);
    expect(pictures[0]!.pixels).toHaveLength(784);
    expect(refused).toEqual([
      expect.stringMatching(/^1\/broken\.png: Cannot read PNG: the file ends in the middle/),
    ]);
  });

  it.each(['tar', 'tar.gz'])('reads a %s file', async (ending) => {
    const bytes = ending === 'tar' ? createTar(files) : await createTarGzip(files);
    const file = path.join(folder, `export.${ending}`);
    writeFileSync(file, bytes);
    const { pictures } = await readFeedback(file, eye);
    expect(pictures.map(({ label }) => label)).toEqual(labels);
  });

  it('reads the export of a service', async () => {
    const paths: string[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url!);
      response.end(createTar(files));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { pictures } = await readFeedback(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      eye,
    );
    server.close();
    expect(paths).toEqual(['/feedback/export']);
    expect(pictures).toHaveLength(2);
  });

  it.each([
    ['nowhere', /Cannot read .*nowhere: there is no such file or folder/],
    ['empty', /Cannot use .*empty: it has no picture <label>\/<name>\.png/],
    ['text', /Cannot use .*text: it has no picture|it is no tar file/],
  ])('refuses %s in one line', async (name, message) => {
    mkdirSync(path.join(folder, 'empty'), { recursive: true });
    writeFileSync(path.join(folder, 'text'), 'hello');
    await expect(readFeedback(path.join(folder, name), eye)).rejects.toThrow(message);
  });

  it('names the address that does not answer', async () => {
    await expect(readFeedback('http://127.0.0.1:9/', eye)).rejects.toThrow('Cannot reach 127.0.0.1:9');
  });
});

describe('sortFeedback()', () => {
  const one = picture('1/a', 1, 10);

  it('uses a picture once, and none that has several labels or is measured with', () => {
    const known = picture('5/e', 5, 40);
    const pictures = [one, { ...one, name: '1/b' }, picture('2/c', 2, 30), picture('3/d', 3, 30), known];
    const sorted = sortFeedback(
      pictures,
      new Set([digestOf(known)]),
      readsAs(() => [1, 0.6]),
    );
    expect([...sorted.training, ...sorted.heldOut]).toEqual([one]);
    expect(sorted).toMatchObject({ duplicates: 1, contradictory: 2, known: 1, suspicious: [] });
  });

  it('sets aside labels that a confident reviewer contradicts, not those of which it is unsure', () => {
    const pictures = Array.from({ length: 50 }, (_, i) => picture(`1/${i}`, 1, i));
    const reader = readsAs((brightness) => [brightness < 10 ? 7 : 8, brightness < 10 ? 0.99 : 0.6]);
    const { suspicious, reviewed, training, heldOut } = sortFeedback(pictures, new Set(), reader);
    expect(suspicious).toHaveLength(10);
    expect(suspicious[0]).toMatchObject({ label: 1, reading: 7 });
    expect(reviewed).toBe(10);
    expect(training.length + heldOut.length).toBe(40);
  });

  it('holds out about a quarter, the same pictures each time, whatever else there is', () => {
    const pictures = Array.from({ length: 400 }, (_, i) => picture(`1/${i}`, 1, i));
    const sort = (all: LabelledPixels[]) =>
      sortFeedback(
        all,
        new Set(),
        readsAs(() => [1, 0.9]),
      ).heldOut;
    const first = sort(pictures);
    expect(first.length).toBeGreaterThan(70);
    expect(first.length).toBeLessThan(130);
    expect(sort(pictures.slice(200))).toEqual(first.filter((each) => pictures.indexOf(each) >= 200));
  });
});

describe('mixPictures()', () => {
  const mnist = toDigitSet(Array.from({ length: 200 }, (_, i) => picture('', 4, i)));

  it('takes a third from production, however few there are, but repeats none too often', () => {
    const few = toDigitSet([picture('', 9, 1), picture('', 9, 2)]);
    const { labels } = mixPictures(mnist, few, 100, 1);
    expect(labels.filter((label) => label === 9)).toHaveLength(35);
    expect(mixPictures(mnist, few, 240, 1).labels.filter((label) => label === 9)).toHaveLength(48);
  });

  it('says so if MNIST has too few', () => {
    const few = toDigitSet([picture('', 9, 1)]);
    expect(() => mixPictures(mnist, few, 400, 1)).toThrow('Cannot mix 400 pictures: 376 of them');
  });
});

describe('nextVersion()', () => {
  it('is the next minor version of the same major one', () => {
    expect(nextVersion('v2.0', ['v1.0', 'v2.0', 'v2.1-3x3', 'ensemble', 'v3.0'])).toBe('v2.2');
    expect(nextVersion('v3.0', ['v2.9', 'v3.0'])).toBe('v3.1');
  });
});

/** A bar on white paper. */
function drawing(column: number): Uint8Array {
  const rgba = new Uint8ClampedArray(40 * 40 * 4).fill(255);
  for (let y = 8; y < 32; y++)
    for (let x = 10 + column; x < 14 + column; x++) rgba.fill(0, 4 * (40 * y + x), 4 * (40 * y + x) + 3);
  return encodePng(rgba, 40, 40);
}

/** A picture that differs from others by the number in its first two bytes. */
function picture(name: string, label: number, number: number): LabelledPixels {
  const pixels = new Uint8Array(784);
  pixels.set([number % 256, Math.floor(number / 256)]);
  return { name, label, pixels };
}

function digestOf({ pixels }: LabelledPixels): string {
  return createHash('sha256').update(pixels).digest('hex');
}

/** A model whose reading and confidence follow from the first pixel, 0 to 255. */
function readsAs(read: (first: number) => [digit: number, confidence: number]): DigitReader {
  return {
    judgeBatch: (pixels: Float32Array) =>
      Array.from({ length: pixels.length / 784 }, (_, i) => {
        const [digit, confidence] = read(Math.round(255 * pixels[784 * i]!));
        const probabilities = new Float32Array(10).fill((1 - confidence) / 9);
        probabilities[digit] = confidence;
        return { probabilities };
      }),
  } as unknown as DigitReader;
}
