import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScanline, type Scanline } from '../../../src/image/png/scanline';
import { unfilter } from '../../../src/image/png/unfilter';
import { expectRejection } from '../../support/image/rejection';

/** What each filter predicts from the samples to the left, above and to the upper left: PNG specification §9.2. */
const PREDICTORS: Record<number, (a: number, b: number, c: number) => number> = {
  0: () => 0,
  1: (a) => a,
  2: (_, b) => b,
  3: (a, b) => Math.floor((a + b) / 2),
  4: (a, b, c) => {
    const estimate = a + b - c;
    const [pa, pb, pc] = [a, b, c].map((sample) => Math.abs(estimate - sample)) as [number, number, number];
    if (pa <= pb && pa <= pc) return a;
    return pb <= pc ? b : c;
  },
};

const byte = fc.integer({ min: 0, max: 255 });

function scanlineOf(samples: readonly number[]): Scanline {
  const scanline = createScanline(samples.length);
  scanline.bytes.set(samples);
  return scanline;
}

describe('unfilter()', () => {
  it.each([0, 1, 2, 3, 4])('undoes filter %i, whatever the samples and the size of a pixel', (filterType) => {
    const rows = fc
      .integer({ min: 0, max: 40 })
      .chain((length) =>
        fc.tuple(
          fc.array(byte, { minLength: length, maxLength: length }),
          fc.array(byte, { minLength: length, maxLength: length }),
        ),
      );
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 8 }), ([row, above], distance) => {
        const filtered = row.map((sample, i) => {
          const prediction = PREDICTORS[filterType]!(
            row[i - distance] ?? 0,
            above[i]!,
            above[i - distance] ?? 0,
          );
          return (sample - prediction) & 255;
        });
        const source = new DataView(Uint8Array.of(9, ...filtered, 7, 7, 7).buffer);
        const target = createScanline(row.length);
        unfilter(filterType, source, 1, target, scanlineOf(above), distance);
        expect([...target.bytes.subarray(0, row.length)]).toEqual(row);
      }),
      { numRuns: 200, seed: 9 },
    );
  });

  it('refuses an unknown filter', () => {
    const act = () =>
      unfilter(5, new DataView(new ArrayBuffer(4)), 0, createScanline(1), createScanline(1), 1);
    expectRejection(act, 'corrupt_png', /filter type 5/);
  });
});
