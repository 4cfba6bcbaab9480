import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../../src/image/decode';
import { expectRejection } from '../../support/image/rejection';
import { LIMITS } from '../../support/image/test-limits';
import { largestDifference, toRgba } from '../../support/image/to-rgba';

const folder = process.env.PNGSUITE_DIR ?? '';
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.png')) : [];
const valid = files.filter((name) => !name.startsWith('x'));
const corrupt = files.filter((name) => name.startsWith('x'));

// What each corrupt file of the suite is about, from the suite's own description.
const REASONS: Record<string, RegExp> = {
  xc1n0g08: /colour type 1 /,
  xc9n2c08: /colour type 9 /,
  xcrn0g04: /signature/,
  xcsn0g01: /IDAT: CRC/,
  xd0n2c08: /bit depth 0 /,
  xd3n2c08: /bit depth 3 /,
  xd9n2c08: /bit depth 99 /,
  xdtn0g01: /no image data/,
  xhdn0g08: /IHDR: CRC/,
  xlfn0g04: /signature/,
  xs1n0g01: /signature/,
  xs2n0g01: /signature/,
  xs4n0g01: /signature/,
  xs7n0g01: /signature/,
};

describe.skipIf(files.length === 0)('PngSuite (needs PNGSUITE_DIR)', () => {
  it('holds the valid and the corrupt files that the suite is known for', () => {
    expect(valid.length).toBeGreaterThanOrEqual(161);
    expect(corrupt).toHaveLength(14);
  });

  it.each(valid)('decodeImage() reads the pixels of %s as pngjs does', (name) => {
    const bytes = readFileSync(join(folder, name));
    const decoded = decodeImage(bytes, LIMITS);
    const expected = PNG.sync.read(bytes);
    expect([decoded.raster.width, decoded.raster.height]).toEqual([expected.width, expected.height]);
    expect(largestDifference(visible(toRgba(decoded.raster)), visible(expected.data))).toBeLessThanOrEqual(1);
  });

  it.each(corrupt)('decodeImage() refuses %s and says what is wrong', (name) => {
    const bytes = readFileSync(join(folder, name));
    const reason = REASONS[name.replace('.png', '')];
    expect(reason).toBeDefined();
    expectRejection(() => decodeImage(bytes, LIMITS), 'corrupt_png', reason!);
  });
});

/** Colours of wholly transparent pixels set to 0: pngjs does so for the colour that tRNS names. */
function visible(rgba: Uint8Array): Uint8Array {
  return rgba.map((value, i) => (rgba[i | 3] === 0 ? 0 : value));
}
