import { describe, expect, it } from 'vitest';
import { CROP_SIDE, cropDigit, enlargeCrop } from '../../src/preprocess/crop-digit';

/** A grey picture. */
function paint(width: number, height: number, level: (x: number, y: number) => number) {
  const data = Uint8Array.from({ length: width * height }, (_, i) => level(i % width, Math.floor(i / width)));
  return { width, height, channels: 1 as const, data };
}

const at = (crop: Uint8Array, x: number, y: number) => enlargeCrop(crop)[y * CROP_SIDE + x]!;

describe('cropDigit()', () => {
  it('shows the box in the middle of a square, with an eighth of its side as a margin', () => {
    const black = { x: 100, y: 40, width: 80, height: 80 };
    const picture = paint(300, 200, (x, y) => (x >= 100 && x < 180 && y >= 40 && y < 120 ? 0 : 200));
    const crop = cropDigit(picture, black);
    expect(crop).toHaveLength(4096);
    expect([at(crop, 5, 32), at(crop, 7, 32), at(crop, 56, 32), at(crop, 58, 32)]).toEqual([200, 0, 0, 200]);
    expect([at(crop, 32, 5), at(crop, 32, 7)]).toEqual([200, 0]);
  });

  it('keeps nothing of what lies around the margin', () => {
    const picture = paint(300, 300, (x, y) => (Math.hypot(x - 150, y - 150) > 60 ? 255 : 100));
    const crop = cropDigit(picture, { x: 130, y: 130, width: 40, height: 40 });
    expect(new Set(crop)).toEqual(new Set([100]));
  });

  it('has no more pixels than the picture there, so that a small picture takes little room', () => {
    const picture = paint(28, 28, (x, y) => 9 * x + y);
    const crop = cropDigit(picture, { x: 4, y: 4, width: 20, height: 16 });
    expect(crop).toHaveLength(25 * 25);
    expect(enlargeCrop(crop)).toHaveLength(CROP_SIDE * CROP_SIDE);
  });

  it('repeats the edge beyond the picture', () => {
    const crop = cropDigit(
      paint(28, 28, (x) => (x < 14 ? 10 : 250)),
      { x: 0, y: 0, width: 28, height: 28 },
    );
    expect([at(crop, 0, 0), at(crop, 63, 63)]).toEqual([10, 250]);
  });

  it('takes colours by their brightness, and what is transparent for white', () => {
    const data = Uint8Array.from([255, 0, 0, 255, 0, 0, 0, 0]);
    const crop = cropDigit({ width: 2, height: 1, channels: 4, data }, { x: 0, y: 0, width: 2, height: 1 });
    expect([at(crop, 0, 32), at(crop, 63, 32)]).toEqual([76, 255]);
  });
});
