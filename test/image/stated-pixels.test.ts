import { describe, expect, it } from 'vitest';
import { drawSeven, onPaper, toJpeg, toPng } from '../../scripts/lib/scenes/sample-images';
import { statedPixels } from '../../src/image/stated-pixels';

const JPEG = toJpeg(onPaper(drawSeven(100)));

/** A JPEG with something after its first marker. */
function withSegments(segments: readonly number[]): Uint8Array {
  return Uint8Array.from([...JPEG.subarray(0, 2), ...segments, ...JPEG.subarray(2)]);
}

describe('statedPixels()', () => {
  it.each([
    ['a PNG', toPng(drawSeven(28)), 28 * 28],
    ['a JPEG', JPEG, 100 * 100],
    ['what is no picture', new TextEncoder().encode('GIF89a'), 0],
    ['a PNG that ends in its header', toPng(drawSeven(28)).subarray(0, 20), 0],
  ])('reads %s', (_what, bytes, pixels) => {
    expect(statedPixels(bytes)).toBe(pixels);
  });

  it.each([
    ['ends before its frame', JPEG.subarray(0, 100)],
    ['hides its frame behind hundreds of segments', withSegments(Array(201).fill([0xff, 0xfe, 0, 2]).flat())],
    ['tells its height later', withoutHeight()],
  ])('treats a JPEG that %s as the largest', (_which, bytes) => {
    expect(statedPixels(bytes)).toBe(Number.POSITIVE_INFINITY);
  });
});

function withoutHeight(): Uint8Array {
  const bytes = JPEG.slice();
  const frame = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc0);
  bytes.fill(0, frame + 5, frame + 7);
  return bytes;
}
