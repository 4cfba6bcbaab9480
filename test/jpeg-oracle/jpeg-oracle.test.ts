import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { djpegBrightness, photograph, toJpeg } from '../../scripts/lib/bench/decode/pictures';
import { readJpeg } from '../../src/image/jpeg/decode-jpeg';
import { LIMITS } from '../support/image/test-limits';

const SCALES = [1, 2, 4, 8] as const;
const QUALITIES = [5, 25, 50, 75, 90, 100];
const SAMPLINGS = ['1x1', '2x1', '1x2', '2x2', '4x1'];
const RESTARTS: Record<string, string[]> = {
  'no restarts': [],
  'restarts after each row of MCUs': ['-restart', '1'],
  'restarts after 3 MCUs': ['-restart', '3B'],
};

const folder = path.join(process.env.JPEG_DIR ?? '', 'reftest');
const reftests = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jpg'))
  : [];
/**
 * What libjpeg-turbo cannot turn into brightness, or smooths because coefficients have not come yet
 * (partial_progressive), or is no JPEG at all (jpg-size-6x6). Other tests are about these.
 */
const NO_ORACLE = /lossless|cmyk|ycck|rgb\.jpg|progressive-missing-dc|partial_progressive|jpg-size-6x6/;

/** Grey levels by which two decoders differ. */
interface Difference {
  mean: number;
  largest: number;
}

function compare(file: Uint8Array, scale: number): Difference {
  const { sourceWidth, sourceHeight } = readJpeg(file, LIMITS, Number.POSITIVE_INFINITY, false);
  // The largest reduction that keeps the shorter side at this length is the one that gives it.
  const minSide = Math.min(sourceWidth, sourceHeight) / scale;
  const { raster } = readJpeg(file, LIMITS, minSide, false);
  const { width, height, data } = djpegBrightness(file, ['-scale', `1/${scale}`, '-dct', 'float']);
  expect([raster.width, raster.height, raster.channels]).toEqual([width, height, 1]);
  const differences = data.map((level, i) => Math.abs(level - raster.data[i]!));
  return {
    mean: differences.reduce((sum, difference) => sum + difference, 0) / data.length,
    largest: differences.reduce((most, difference) => Math.max(most, difference), 0),
  };
}

/** The goal is a mean of 1 and 4 at most at full size; what is reached is rounding alone, at every scale. */
function expectRoundingAlone(files: readonly Uint8Array[], scale: number): void {
  const differences = files.map((file) => compare(file, scale));
  const mean = Math.max(...differences.map((difference) => difference.mean));
  const largest = Math.max(...differences.map((difference) => difference.largest));
  console.log(`1/${scale}: ${files.length} pictures, mean at most ${mean.toFixed(3)}, largest ${largest}`);
  expect(mean).toBeLessThanOrEqual(0.5);
  expect(largest).toBeLessThanOrEqual(1);
}

describe.each(SCALES)('readJpeg() gives brightness as libjpeg-turbo does, at scale 1/%i:', (scale) => {
  it.skipIf(reftests.length === 0)('the files of the reference test (needs JPEG_DIR)', () => {
    const files = reftests.filter((name) => !NO_ORACLE.test(name));
    expect(files.length).toBeGreaterThan(25);
    expectRoundingAlone(
      files.map((name) => readFileSync(path.join(folder, name))),
      scale,
    );
  });

  describe.each(Object.entries(RESTARTS))('with %s', (_, restart) => {
    it.each([
      ['baseline', []],
      ['progressive', ['-progressive']],
    ])('%s, every sampling and quality', (_, process) => {
      const picture = photograph(93, 70, 7);
      const files = SAMPLINGS.flatMap((sampling) =>
        QUALITIES.map((quality) =>
          toJpeg(picture, ['-quality', String(quality), '-sample', sampling, ...restart, ...process]),
        ),
      );
      expectRoundingAlone(files, scale);
    });
  });
});
