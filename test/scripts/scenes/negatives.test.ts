import { describe, expect, it } from 'vitest';
import { openShippedEye } from '../../../scripts/lib/model-files/open-models';
import { fillOutline, type Outline } from '../../../scripts/lib/scenes/fill-outline';
import { NEGATIVE_KINDS, renderNegative } from '../../../scripts/lib/scenes/negatives';
import { drawSelfTestDigit } from '../../../src/inference/self-test';
import { findDigit } from '../../../src/recognition/recognize';
import { canvas, fillRect } from '../../support/image/canvas';

const one = fillRect(canvas(28, 28, 0), 13, 4, 3, 20, 255).data;
const kinds = NEGATIVE_KINDS.filter((kind) => kind !== 'letters');

describe('renderNegative()', () => {
  it.each(kinds)('draws %s: the same for the same seed, another for another', (kind) => {
    const sources = { fonts: [], digits: one };
    const first = renderNegative(kind, 1, sources);
    expect(first.data.length).toBe(first.width * first.height * first.channels);
    expect(renderNegative(kind, 1, sources)).toEqual(first);
    expect(renderNegative(kind, 2, sources)).not.toEqual(first);
  });

  it('pastes digits that the eye counts as several', async () => {
    const eye = await openShippedEye('v2.0');
    const digits = Uint8Array.from(drawSelfTestDigit(3), (ink) => 255 * ink);
    const raster = renderNegative('pasted-digits', 3, { fonts: [], digits });
    expect(findDigit(raster, { eye }).normalized.objectCount).toBeGreaterThan(1);
  });
});

describe('fillOutline()', () => {
  const square: Outline = [
    [1, 1],
    [3, 1],
    [3, 3],
    [1, 3],
  ];

  it('fills the four pixels in the middle of 4×4', () => {
    expect([...fillOutline([square], 4)]).toEqual([0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
  });

  it('leaves a hole where an inner outline runs the other way, and none where it runs the same way', () => {
    const outer: Outline = [
      [0, 0],
      [4, 0],
      [4, 4],
      [0, 4],
    ];
    const count = (outlines: Outline[]): number => fillOutline(outlines, 4).reduce((a, b) => a + b);
    expect(count([outer, [...square].reverse()])).toBe(12);
    expect(count([outer, square])).toBe(16);
  });
});
