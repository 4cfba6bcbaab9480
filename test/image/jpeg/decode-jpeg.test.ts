import jpeg from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../../src/image/decode';
import { expectRejection } from '../rejection';
import { LIMITS } from '../test-limits';

const encoded = Uint8Array.from(
  jpeg.encode({ width: 16, height: 8, data: new Uint8Array(16 * 8 * 4).fill(200) }, 90).data,
);

describe('decodeImage() with a JPEG', () => {
  it('reads a picture that another encoder made', () => {
    const { format, sourceWidth, sourceHeight, raster } = decodeImage(encoded, LIMITS);
    expect([format, sourceWidth, sourceHeight]).toEqual(['jpeg', 16, 8]);
    expect(raster.data.every((value) => Math.abs(value - 200) <= 1)).toBe(true);
  });

  it('refuses too many pixels from the header', () => {
    const limits = { ...LIMITS, maxJpegPixels: 100 };
    expectRejection(() => decodeImage(encoded, limits), 'too_many_pixels', /16 × 8 is 128 pixels/);
  });

  it('refuses a lossless file and says what to send', () => {
    const lossless = encoded.slice();
    lossless[findFrame(lossless) + 1] = 0xc3;
    expectRejection(() => decodeImage(lossless, LIMITS), 'unsupported_jpeg', /lossless JPEG\. Save it as/);
  });

  it('refuses a file that ends before its scan', () => {
    const cut = encoded.subarray(0, findFrame(encoded) + 19);
    expectRejection(() => decodeImage(cut, LIMITS), 'corrupt_jpeg', /no scan/);
  });
});

function findFrame(bytes: Uint8Array): number {
  return bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc0);
}
