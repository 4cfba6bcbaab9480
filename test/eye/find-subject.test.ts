import { beforeAll, describe, expect, it } from 'vitest';
import { openShippedEye } from '../../scripts/lib/model-files/open-models';
import { seededRandom } from '../../scripts/lib/random';
import { drawSeven, onPaper } from '../../scripts/lib/scenes/sample-images';
import { argmax } from '../../src/domain';
import { overlap } from '../../src/eye/eye-map';
import { type FoundSubject, findSubjectInSteps } from '../../src/eye/find-subject';
import type { Eye } from '../../src/eye/sureness';
import type { Raster } from '../../src/image/raster';
import { runAtOnce } from '../../src/steps';
import { canvas } from '../support/image/canvas';

let eye: Eye;
/** Sides of the looks since the last `find()` began. */
let looks: number[];

beforeAll(async () => {
  const shipped = await openShippedEye('v3.0');
  const { network } = shipped;
  eye = {
    ...shipped,
    network: {
      run(seen, shape) {
        looks.push(shape[0]);
        return network.run(seen, shape);
      },
    },
  };
}, 120_000);

function find(raster: Raster): FoundSubject {
  looks = [];
  return runAtOnce(findSubjectInSteps(eye, raster));
}

const digitOf = ({ sight }: FoundSubject) => argmax(sight!.subject.logits);
const sheet = (side: number): Raster => ({ ...onPaper(drawSeven(side)), channels: 1 });
const onSheet = sheet(280);
const map = (raster: Raster, change: (level: number) => number): Raster => ({
  ...raster,
  data: raster.data.map(change),
});

/** A picture in the middle of a larger sheet, in which it takes so many columns more to the left and to the right. */
function pasted(pictures: readonly Raster[], side: number, lefts: readonly number[]): Raster {
  const sheet = new Uint8Array(side * side).fill(pictures[0]!.data[0]!);
  pictures.forEach(({ width, height, data }, i) => {
    const top = Math.floor((side - height) / 2);
    for (let y = 0; y < height; y++)
      sheet.set(data.subarray(y * width, (y + 1) * width), (top + y) * side + lefts[i]!);
  });
  return { width: side, height: side, channels: 1, data: sheet };
}

type Line = readonly [x: number, y: number, toX: number, toY: number];
/** Its two uprights are further apart than those of most. */
const OPEN_FOUR: readonly Line[] = [
  [98, 64, 74, 142],
  [74, 142, 162, 146],
  [182, 70, 162, 146],
];

/** Dark lines on a light sheet. */
function written(lines: readonly Line[], side: number, pen: number): Raster {
  const raster = canvas(side, side, 225);
  for (let i = 0; i < raster.data.length; i++) {
    const away = Math.min(...lines.map((line) => distanceTo(line, i % side, Math.floor(i / side))));
    raster.data[i] = 225 - 185 * Math.min(Math.max(pen / 2 - away + 0.5, 0), 1);
  }
  return raster;
}

function distanceTo([x, y, toX, toY]: Line, column: number, row: number): number {
  const [across, down] = [toX - x, toY - y];
  const way = ((column - x) * across + (row - y) * down) / (across ** 2 + down ** 2);
  const near = Math.min(Math.max(way, 0), 1);
  return Math.hypot(column - x - near * across, row - y - near * down);
}

describe('findSubjectInSteps()', () => {
  it('finds a digit with one coarse look where it is large and clear', () => {
    const found = find(onSheet);
    expect(digitOf(found)).toBe(7);
    expect(looks).toEqual([32]);
    expect(found.normalized).toMatchObject({ polarity: 'dark_on_light', emptiness: null, objectCount: 1 });
  });

  it('looks with all pixels where another model reads: that needs to know exactly where', () => {
    looks = [];
    const found = runAtOnce(findSubjectInSteps({ ...eye, reads: false }, onSheet));
    expect(digitOf(found)).toBe(7);
    expect(looks).not.toContain(32);
  });

  it('looks closer, and again, where the digit is small', () => {
    const found = find(pasted([sheet(56)], 400, [120]));
    expect(digitOf(found)).toBe(7);
    expect(looks).toEqual([32, 64, 64]);
    const { x, y, width, height } = found.normalized.crop;
    expect(x).toBeGreaterThan(120);
    expect(x + width).toBeLessThan(176);
    expect(y).toBeGreaterThan(172);
    expect(y + height).toBeLessThan(228);
  });

  it.each([
    ['an eighth', 56, 448],
    ['a twentieth', 50, 1_000],
  ])('finds a digit of %s of the side, in a corner', (_, size, side) => {
    const found = find(pasted([sheet(size)], side, [side - size - 20]));
    expect(digitOf(found)).toBe(7);
    expect(found.normalized.crop.x).toBeGreaterThan(side - size - 20);
    expect(found.normalized.objectCount).toBe(1);
  });

  it('gives up soon where there is no digit', () => {
    const noise = seededRandom(1);
    const paper = canvas(300, 300, 200);
    find({ ...paper, data: paper.data.map((level) => level + Math.floor(8 * noise())) });
    expect(looks.length).toBeLessThanOrEqual(10);
  });

  it.each([
    ['its negative', map(onSheet, (level) => 255 - level)],
    ['a darker print', map(onSheet, (level) => level * 0.6)],
    ['a print with little contrast', map(onSheet, (level) => 120 + level / 8)],
  ])('finds the same in %s', (_, raster) => {
    const found = find(raster);
    expect(digitOf(found)).toBe(7);
    expect(overlap(found.normalized.crop, find(onSheet).normalized.crop)).toBeGreaterThan(0.9);
  });

  it.each([4.5, 5.5, 7])('sees the whole of an open 4, as wide as high, by a pen of %d pixels', (pen) => {
    const found = find(written(OPEN_FOUR, 220, pen));
    expect(digitOf(found)).toBe(4);
    expect(overlap(found.normalized.crop, { x: 72, y: 62, width: 112, height: 88 })).toBeGreaterThan(0.85);
  });

  it('counts digits of one size', () => {
    const seven = sheet(140);
    expect(find(pasted([seven, seven], 300, [5, 155])).normalized.objectCount).toBe(2);
  });

  it('takes a picture in MNIST’s own form as it is, and leaves it to the reader where a coarse look is not sure', () => {
    const data = new Uint8Array(784);
    for (let y = 4; y < 24; y++) data.fill(255, 28 * y + 12, 28 * y + 17);
    const seldom = { ...eye.coarse, probability: 1.1 };
    looks = [];
    const raster: Raster = { width: 28, height: 28, channels: 1, data };
    const { sight, normalized } = runAtOnce(findSubjectInSteps({ ...eye, coarse: seldom }, raster));
    expect(looks).toEqual([32]);
    expect(sight).toBeNull();
    expect([...normalized.pixels]).toEqual([...data].map((level) => Math.fround(level / 255)));
  });

  it('says blank only where every pixel is alike', () => {
    expect(find(canvas(40, 30, 200)).normalized.emptiness).toBe('blank');
    expect(looks).toEqual([]);
    const faint = canvas(200, 200, 200);
    faint.data.fill(202, 9_000, 9_100);
    expect(find(faint).normalized.emptiness).not.toBe('blank');
  });

  it('takes pictures of a single pixel, row or column', () => {
    for (const [width, height] of [
      [1, 1],
      [1, 9],
      [300, 1],
    ] as const) {
      const raster = canvas(width, height, 9);
      raster.data[0] = 200;
      expect(find(raster).normalized.pixels.every(Number.isFinite)).toBe(true);
    }
  });
});
