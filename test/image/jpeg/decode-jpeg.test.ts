import fc from 'fast-check';
import jpeg from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { decodeJpeg, readJpeg } from '../../../src/image/jpeg/decode-jpeg';
import type { Raster } from '../../../src/image/raster';
import { buildJpeg, type JpegSpec, segment } from '../../support/image/build-jpeg';
import { referencePlane } from '../../support/image/reference-decoder';
import {
  ALL_SCANS_AT_ONCE,
  flatSpec,
  greySpec,
  naturalBlock,
  progressiveScans,
} from '../../support/image/sample-jpegs';
import { LIMITS } from '../../support/image/test-limits';

const ADOBE = (transform: number) => segment(0xee, [...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, transform]);

/** Decodes at 1/factor: the shorter side is asked to keep exactly what that leaves. */
function decodeAt(spec: JpegSpec, factor: number, colour = false): Raster {
  return readJpeg(buildJpeg(spec), LIMITS, Math.min(spec.width, spec.height) / factor, colour).raster;
}

/** Expects each sample to be the reference's, rounded; a tie may go either way. */
function expectBrightness(raster: Raster, spec: JpegSpec, factor: number): void {
  expect([raster.width, raster.height, raster.channels]).toEqual([
    Math.ceil(spec.width / factor),
    Math.ceil(spec.height / factor),
    1,
  ]);
  const [luma] = spec.components;
  const across = Math.max(...spec.components.map(({ horizontal }) => horizontal)) / luma!.horizontal;
  const down = Math.max(...spec.components.map(({ vertical }) => vertical)) / luma!.vertical;
  const plane = referencePlane(spec, luma!, factor);
  for (let i = 0; i < raster.data.length; i++) {
    const x = i % raster.width;
    const y = Math.floor(i / raster.width);
    const exact = plane[Math.floor(y / down)]![Math.floor(x / across)]!;
    const clamped = Math.min(255, Math.max(0, exact));
    if (Math.abs(raster.data[i]! - clamped) > 0.501) {
      throw new Error(`sample (${x}, ${y}) is ${raster.data[i]} instead of ${clamped}`);
    }
  }
}

const anySpec = fc
  .record({
    seed: fc.integer(),
    width: fc.integer({ min: 1, max: 50 }),
    height: fc.integer({ min: 1, max: 50 }),
    progressive: fc.boolean(),
    sampling: fc.array(fc.constantFrom([1, 1], [2, 1], [1, 2], [2, 2], [4, 1]), {
      minLength: 3,
      maxLength: 3,
    }),
    isGrey: fc.boolean(),
    isInterleaved: fc.boolean(),
    restartInterval: fc.integer({ min: 0, max: 5 }),
    codeLength: fc.constantFrom(8 as const, 15 as const),
  })
  .filter(({ sampling }) => sampling.reduce((sum, [h, v]) => sum + h * v, 0) <= 10)
  .map(({ seed, sampling, isGrey, isInterleaved, ...rest }): JpegSpec => {
    const components = (isGrey ? sampling.slice(0, 1) : sampling).map(([horizontal, vertical], i) => ({
      id: i + 1,
      horizontal,
      vertical,
      block: naturalBlock(seed, i),
    }));
    const together = ALL_SCANS_AT_ONCE(components.length);
    const sequential = isInterleaved ? together : components.map((_, i) => ({ components: [i] }));
    const scans = rest.progressive ? progressiveScans(components.length) : sequential;
    return { ...rest, components, scans };
  });

describe('decodeJpeg() gives the brightness that T.81 defines', () => {
  it.each([1, 2, 4, 8])(
    'at 1/%i, for any sampling, order of scans, restart interval and length of codes',
    (factor) => {
      fc.assert(
        fc.property(anySpec, (spec) => expectBrightness(decodeAt(spec, factor), spec, factor)),
        { numRuns: 60, seed: factor },
      );
    },
  );

  it('with 16-bit quantization tables', () => {
    const spec = greySpec(9, 9, { quantization: Array.from({ length: 64 }, (_, k) => (k === 0 ? 1 : 300)) });
    expectBrightness(decodeAt(spec, 1), spec, 1);
  });

  it('with the height in a DNL segment after the first scan', () => {
    const spec = greySpec(20, 30, { heightInDnl: true });
    expectBrightness(decodeAt(spec, 1), spec, 1);
  });

  it('of a picture that another encoder made, to within a level of another decoder', () => {
    const [width, height] = [40, 24];
    const rgba = Uint8Array.from(
      { length: width * height * 4 },
      (_, i) => ((i >> 2) * 7 + (i % 4) * 60) & 255,
    );
    const bytes = Uint8Array.from(jpeg.encode({ width, height, data: rgba }, 90).data);
    const ours = readJpeg(bytes, LIMITS, 320, false).raster.data;
    const theirs = jpeg.decode(bytes, { useTArray: true, colorTransform: false, formatAsRGBA: false }).data;
    const luma = ours.map((_, i) => theirs[3 * i]!);
    expect(Math.max(...ours.map((value, i) => Math.abs(value - luma[i]!)))).toBeLessThanOrEqual(1);
  });
});

describe('decodeJpeg() reads', () => {
  const bytes = buildJpeg(greySpec(16, 16));
  const expected = readJpeg(bytes, LIMITS, 320, false).raster;

  it('what stands before the end of the picture, and nothing behind it', () => {
    const followed = Uint8Array.from([...bytes, ...bytes.slice(0, 40), 1, 2, 3]);
    expect(decodeJpeg(followed, LIMITS, 320).raster).toEqual(expected);
  });

  it('the first of the pictures that an MPO file holds', () => {
    // CIPA DC-007: an index in APP2; the pictures are files one after another.
    const index = segment(0xe2, [...Buffer.from('MPF\0II*\0'), 8, 0, 0, 0]);
    const first = buildJpeg({ ...greySpec(16, 16), extra: index });
    const second = buildJpeg(greySpec(24, 8));
    expect(decodeJpeg(Uint8Array.from([...first, ...second]), LIMITS, 320).raster).toEqual(expected);
  });

  it('a file without the end marker', () => {
    expect(decodeJpeg(bytes.subarray(0, -2), LIMITS, 320).raster).toEqual(expected);
  });

  it('markers with fill bytes before them, and passes over bytes between segments', () => {
    const padded = Uint8Array.from([...bytes.slice(0, 2), 0xff, 0xff, 0xff, ...bytes.slice(3)]);
    const withJunk = Uint8Array.from([...bytes.slice(0, 2), 0, 7, ...bytes.slice(2)]);
    expect(decodeJpeg(padded, LIMITS, 320).raster).toEqual(expected);
    expect(decodeJpeg(withJunk, LIMITS, 320).raster).toEqual(expected);
  });

  it('frames of motion JPEG, which leave the Huffman tables out', () => {
    const rgba = new Uint8Array(16 * 16 * 4).map((_, i) => (i * 3) & 255);
    const whole = Uint8Array.from(jpeg.encode({ width: 16, height: 16, data: rgba }, 80).data);
    expect(readJpeg(withoutSegments(whole, 0xc4), LIMITS, 320, false).raster).toEqual(
      readJpeg(whole, LIMITS, 320, false).raster,
    );
  });
});

describe('decodeJpeg() understands colour:', () => {
  const firstPixel = (spec: JpegSpec) => [...decodeAt(spec, 1, true).data.subarray(0, 3)];

  it('YCbCr, JFIF 1.02', () => {
    expect(firstPixel(flatSpec([76, 85, 255]))).toEqual([254, 0, 0]);
  });

  it('RGB by an Adobe segment, or by the names of its components', () => {
    const named = flatSpec([200, 100, 50]);
    const ids = [...'RGB'].map((name) => name.charCodeAt(0));
    const components = named.components.map((component, i) => ({ ...component, id: ids[i]! }));
    expect(firstPixel(flatSpec([200, 100, 50], { extra: ADOBE(0) }))).toEqual([200, 100, 50]);
    expect(firstPixel({ ...named, components })).toEqual([200, 100, 50]);
  });

  it('CMYK as ink, and as its inverse where Adobe wrote it', () => {
    expect(firstPixel(flatSpec([55, 155, 205, 0]))).toEqual([200, 100, 50]);
    expect(firstPixel(flatSpec([200, 100, 50, 255], { extra: ADOBE(0) }))).toEqual([200, 100, 50]);
    expect(firstPixel(flatSpec([200, 100, 50, 51], { extra: ADOBE(0) }))).toEqual([40, 20, 10]);
  });

  it('YCCK, which holds the inverse', () => {
    expect(firstPixel(flatSpec([55, 128, 128, 255], { extra: ADOBE(2) }))).toEqual([200, 200, 200]);
  });
});

describe('decodeJpeg() gives colour', () => {
  const contrast = (luma: number, chroma: number): JpegSpec =>
    flatSpec([128, 128, 128], {
      components: [luma, chroma, 0].map((amplitude, i) => ({
        id: i + 1,
        horizontal: 1,
        vertical: 1,
        block: (row, column) => [(row + column) % 2 ? 8 * amplitude : 0, ...new Array(63).fill(0)],
      })),
    });

  it('where brightness is flat, for the ink may differ in hue alone', () => {
    expect(decodeJpeg(buildJpeg(contrast(10, 60)), LIMITS, 320).raster.channels).toBe(3);
  });

  it('not where brightness shows the ink', () => {
    expect(decodeJpeg(buildJpeg(contrast(100, 60)), LIMITS, 320).raster.channels).toBe(1);
  });
});

function withoutSegments(bytes: Uint8Array, marker: number): Uint8Array {
  const kept: number[] = [];
  let at = 2;
  for (; bytes[at + 1] !== 0xda; at += 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!)) {
    const end = at + 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
    if (bytes[at + 1] !== marker) kept.push(...bytes.subarray(at, end));
  }
  return Uint8Array.from([0xff, 0xd8, ...kept, ...bytes.subarray(at)]);
}
