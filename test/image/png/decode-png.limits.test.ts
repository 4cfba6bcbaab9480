import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodePng } from '../../../src/image/png/decode-png';
import { buildPng, type ChunkSpec, idat, iend, ihdr } from '../../support/image/build-png';
import { expectRejection } from '../../support/image/rejection';
import { LIMITS } from '../../support/image/test-limits';

describe('decodePng() limits', () => {
  it('refuses 30000×30000 from its header, whatever the data', () => {
    const bytes = buildPng([ihdr({ width: 30_000, height: 30_000 }), idat([0]), iend]);
    expectRejection(() => decodePng(bytes, LIMITS, 320), 'too_many_pixels', /30000 × 30000 .* 25000000/);
  });

  it('refuses a side longer than 32,768', () => {
    const bytes = buildPng([ihdr({ width: 1, height: 32_769 }), idat([0]), iend]);
    expectRejection(() => decodePng(bytes, LIMITS, 320), 'side_too_long', /height 32769 .* 32768/);
  });

  it('refuses pixels that decompress to more than 100 MB, from the header alone', () => {
    const header = ihdr({ width: 4000, height: 4000, bitDepth: 16, colourType: 6 });
    const bytes = buildPng([header, idat([0]), iend]);
    expectRejection(
      () => decodePng(bytes, LIMITS, 320),
      'too_many_bytes',
      /4000 × 4000 pixels of 64 bits are 128000000 bytes, the maximum is 100000000/,
    );
  });

  it('accepts pixels that decompress to 100 MB', () => {
    const header = ihdr({ width: 5000, height: 5000, colourType: 6 });
    expectRejection(
      () => decodePng(buildPng([header, idat([0]), iend]), LIMITS, 320),
      'corrupt_png',
      /ends .* early/,
    );
  });

  it('keeps a quarter of the pixels where a strip is interlaced, whose sums are all held at once', () => {
    const pixelsOf = (interlace: number) => {
      const header = ihdr({ width: 500, height: 4000, interlace });
      const { width, height } = decodePng(
        buildPng([header, idat(new Uint8Array(510 * 4000)), iend]),
        LIMITS,
        320,
      ).raster;
      return width * height;
    };
    expect(pixelsOf(0)).toBeLessThanOrEqual(2 ** 20);
    expect(pixelsOf(0)).toBeGreaterThan(2 ** 18);
    expect(pixelsOf(1)).toBeLessThanOrEqual(2 ** 18);
  });

  it('does not inflate beyond the last row', () => {
    const bomb: ChunkSpec = { type: 'IDAT', data: deflateSync(new Uint8Array(50_000_000)) };
    const bytes = buildPng([ihdr({ width: 2, height: 2 }), bomb, iend]);
    expect(decodePng(bytes, LIMITS, 320).raster.data).toEqual(new Uint8Array(4));
  });

  it('refuses data that ends early and says by how much', () => {
    const bytes = buildPng([ihdr({ width: 2, height: 2 }), idat([0, 1, 2, 0]), iend]);
    expectRejection(() => decodePng(bytes, LIMITS, 320), 'corrupt_png', /ends 2 bytes early/);
  });

  it('refuses data that is not zlib', () => {
    const bytes = buildPng([ihdr({ width: 2, height: 2 }), { type: 'IDAT', data: new Uint8Array(9) }, iend]);
    expectRejection(() => decodePng(bytes, LIMITS, 320), 'corrupt_png', /IDAT: /);
  });

  it('refuses a filter type above 4', () => {
    const bytes = buildPng([ihdr({ width: 1, height: 1 }), idat([5, 0]), iend]);
    expectRejection(() => decodePng(bytes, LIMITS, 320), 'corrupt_png', /filter type 5/);
  });
});
