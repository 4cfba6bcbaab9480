import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadRendered, saveRendered } from '../../../scripts/lib/data/rendered-digits';
import { openShippedEye } from '../../../scripts/lib/model-files/open-models';
import { type RenderPlan, renderDigits } from '../../../scripts/lib/scenes/render-digits';
import type { Eye } from '../../../src/eye/sureness';
import { drawSelfTestDigit } from '../../../src/inference/self-test';

let eye: Eye;

beforeAll(async () => {
  eye = await openShippedEye('v2.0');
});

const threes = {
  images: Uint8Array.from(drawSelfTestDigit(), (value) => 255 * value),
  labels: Uint8Array.of(3),
};

const CAMERA_PICTURES: RenderPlan = { mostSevere: 4, cleanShare: 0, mnistShare: 0.65, fontShare: 0 };
const draw = (plan: Partial<RenderPlan>, count: number, seed = 1) => [
  ...renderDigits({ training: threes, fonts: [], eye }, { ...CAMERA_PICTURES, ...plan }, count, seed),
];

describe('renderDigits()', () => {
  it('gives as many pictures as asked for, of 784 bytes with ink, threes or European digits', () => {
    const digits = draw({}, 12);
    expect(digits).toHaveLength(12);
    for (const { pixels, label } of digits) {
      expect(pixels).toHaveLength(784);
      expect(Math.max(...pixels)).toBeGreaterThan(127);
      expect([0, 1, 3, 4, 7, 9]).toContain(label);
    }
    expect(new Set(digits.map(({ label }) => label)).size).toBeGreaterThan(2);
  });

  it('gives the same pictures for the same seed, however many are asked for, and others for others', () => {
    const first = draw({}, 3);
    expect(draw({}, 5).slice(0, 3)).toEqual(first);
    expect(draw({}, 3, 2)).not.toEqual(first);
  });

  it('goes up to the given severity', () => {
    expect(draw({ mostSevere: 1 }, 4)).not.toEqual(draw({}, 4));
  });

  it('takes clean drawings for the share that it is told, and none of them from MNIST', () => {
    const labels = draw({ cleanShare: 1, mnistShare: 1 }, 30).map(({ label }) => label);
    expect(new Set(labels)).toEqual(new Set([0, 1, 3, 4, 7, 9]));
    expect(draw({ cleanShare: 0, mnistShare: 1 }, 4).every(({ label }) => label === 3)).toBe(true);
  });
});

describe('saveRendered()', () => {
  it('writes what loadRendered() reads, and tells the digest of each file', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rendered-'));
    await saveRendered(threes, folder);
    const { set, digests } = await loadRendered(folder);
    expect(set).toEqual(threes);
    expect(Object.values(digests)).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
    rmSync(folder, { recursive: true });
  });
});

describe('loadRendered()', () => {
  it('says what to do if nothing was rendered', async () => {
    await expect(loadRendered('/no/such/folder')).rejects.toThrow(/run `npm run data -- --rendered`/);
  });
});
