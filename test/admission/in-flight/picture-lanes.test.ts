import { describe, expect, it } from 'vitest';
import { PictureLanes } from '../../../src/admission/in-flight/picture-lanes';

const ONE = { capacity: 1, maxWaiting: 0, waitSeconds: 1 };
const LIMITS = { medium: ONE, large: ONE, costly: ONE, batch: ONE };

const SMALL = { pixels: 28 * 28, bytes: 300, isCostly: false };
const MEDIUM = { pixels: 280 * 280, bytes: 12_000, isCostly: false };
const LARGE = { pixels: 12_000_000, bytes: 4_000_000, isCostly: false };

const isRefused = { code: 'temporarily_overloaded' };

describe('PictureLanes', () => {
  it('lets any number of small pictures pass', async () => {
    const lanes = new PictureLanes(LIMITS, { now: () => 0 }, () => {});
    for (let i = 0; i < 1000; i++) await lanes.enter(SMALL, null);
  });

  it('lets a picture of each size, one that is dear to read and a batch pass beside each other', async () => {
    const lanes = new PictureLanes(LIMITS, { now: () => 0 }, () => {});
    await lanes.enter(LARGE, null);
    await lanes.enter(MEDIUM, null);
    await lanes.enter({ ...SMALL, isCostly: true }, null);
    await lanes.enterBatch(null);
    await expect(lanes.enter(LARGE, null)).rejects.toMatchObject(isRefused);
    await expect(lanes.enter(MEDIUM, null)).rejects.toMatchObject(isRefused);
    await expect(lanes.enter({ ...LARGE, isCostly: true }, null)).rejects.toMatchObject(isRefused);
    await expect(lanes.enterBatch(null)).rejects.toMatchObject(isRefused);
  });

  it.each([
    ['of a few pixels in a long file', { ...SMALL, bytes: 24_000_000 }],
    ['of many pixels in a short file', { ...SMALL, pixels: 25_000_000 }],
    ['whose header does not tell its size', { ...SMALL, pixels: Number.POSITIVE_INFINITY }],
  ])('takes a picture %s for a large one', async (_which, work) => {
    const lanes = new PictureLanes(LIMITS, { now: () => 0 }, () => {});
    await lanes.enter(LARGE, null);
    await expect(lanes.enter(work, null)).rejects.toMatchObject(isRefused);
  });
});
