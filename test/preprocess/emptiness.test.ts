import { describe, expect, it } from 'vitest';
import { gaussian, seededRandom } from '../../scripts/lib/random';
import { type NegativeSources, renderNegative } from '../../scripts/lib/scenes/negatives';
import { renderStress, SEVERITIES } from '../../scripts/lib/scenes/stress';
import { findComponents } from '../../src/preprocess/components';
import { normalize } from '../../src/preprocess/normalize';
import { prominenceOf } from '../../src/preprocess/prominence';
import { canvas, fillRect } from '../support/image/canvas';

/** White noise with this deviation has means over 3×3 pixels that deviate by 0.01. */
const NOISE = 0.03;

describe('prominenceOf()', () => {
  const random = seededRandom(5);
  const paper = Float32Array.from({ length: 90 * 90 }, () => NOISE * gaussian(random));

  it('is about 23 for a stroke of 3 pixels at 0.3 on paper whose means deviate by 0.01', () => {
    const data = paper.map((level, i) => (Math.abs((i % 90) - 45) <= 1 ? 0.3 : level));
    const image = { width: 90, height: 90, data };
    const prominence = prominenceOf(image, findComponents(image, 0.2));
    expect(prominence).toBeGreaterThan(21);
    expect(prominence).toBeLessThan(25);
  });

  it('is small for the strongest specks of noise', () => {
    const image = { width: 90, height: 90, data: paper };
    expect(prominenceOf(image, findComponents(image, 3 * NOISE))).toBeLessThan(6);
  });

  it('is infinite when there is no paper', () => {
    const image = { width: 2, height: 1, data: Float32Array.of(1, 1) };
    expect(prominenceOf(image, findComponents(image, 0.5))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('emptinessOf()', () => {
  const none: NegativeSources = { fonts: [], digits: new Uint8Array(784) };
  const seven = fillRect(fillRect(canvas(28, 28, 0), 8, 4, 12, 3, 255), 17, 7, 3, 17, 255).data;

  it('finds at least 14 of 15 sheets blank that show nothing but paper, light and noise', () => {
    const sheets = Array.from({ length: 15 }, (_, seed) => renderNegative('blank-with-noise', seed, none));
    const passed = sheets.filter((sheet) => normalize(sheet).emptiness === null);
    expect(passed.length).toBeLessThanOrEqual(1);
  });

  it.each(['faint-pencil', 'sensor-noise', 'inverted'] as const)('lets %s of any severity pass', (family) => {
    for (const severity of SEVERITIES) {
      for (const seed of [1, 2, 3]) {
        expect(normalize(renderStress(seven, family, severity, seed)).emptiness).toBeNull();
      }
    }
  });

  it('lets a faint hairline pass: 1 pixel wide, 15 of 255 grey levels', () => {
    const random = seededRandom(9);
    const noisy = canvas(150, 150, 0).data.map(() => 220 + 1.5 * gaussian(random));
    const line = (i: number): boolean => i % 150 === 75 && i > 40 * 150 && i < 110 * 150;
    const data = noisy.map((level, i) => (line(i) ? level - 15 : level));
    expect(normalize({ width: 150, height: 150, channels: 1, data }).emptiness).toBeNull();
  });
});
