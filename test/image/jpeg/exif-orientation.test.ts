import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../../src/image/decode';
import { LIMITS } from '../../support/image/test-limits';
import { toRgba } from '../../support/image/to-rgba';

const folder = join(process.env.JPEG_DIR ?? '', 'exif-orientation');

// The files are separate JPEG encodings of one picture: they agree but for coding noise.
const CODING_NOISE = 4;

describe.skipIf(!existsSync(folder))('Exif orientation (needs JPEG_DIR)', () => {
  for (const shape of ['Landscape', 'Portrait']) {
    it.each([0, 2, 3, 4, 5, 6, 7, 8])(`decodeImage() turns ${shape} %i upright`, (orientation) => {
      const upright = decode(`${shape}_1.jpg`);
      const turned = decode(`${shape}_${orientation}.jpg`);
      expect([turned.sourceWidth, turned.sourceHeight]).toEqual([upright.sourceWidth, upright.sourceHeight]);
      expect([turned.raster.width, turned.raster.height]).toEqual([
        upright.raster.width,
        upright.raster.height,
      ]);
      expect(meanDifference(toRgba(turned.raster), toRgba(upright.raster))).toBeLessThan(CODING_NOISE);
    });
  }
});

function decode(name: string) {
  return decodeImage(readFileSync(join(folder, name)), LIMITS);
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}
