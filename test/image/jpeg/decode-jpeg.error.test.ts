import { describe, expect, it } from 'vitest';
import { largestProgressive, mostRefined } from '../../../scripts/lib/bench/worst-files/worst-jpegs';
import { decodeJpeg } from '../../../src/image/jpeg/decode-jpeg';
import { buildJpeg, type JpegSpec, type ScanSpec, segment } from '../../support/image/build-jpeg';
import { expectRejection } from '../../support/image/rejection';
import { flatSpec, greySpec, progressiveScans } from '../../support/image/sample-jpegs';
import { LIMITS } from '../../support/image/test-limits';
import { largestDifference } from '../../support/image/to-rgba';

const decode = (bytes: Uint8Array) => decodeJpeg(bytes, LIMITS, 320);
const find = (bytes: Uint8Array, marker: number) =>
  bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === marker);

/** The file with one byte of a segment replaced; `at` counts from the marker. */
function patch(bytes: Uint8Array, marker: number, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[find(bytes, marker) + at] = value;
  return copy;
}

describe('decodeJpeg() refuses, and says what to do,', () => {
  const bytes = buildJpeg(greySpec(16, 16));
  it.each([
    [0xc3, /lossless JPEG\. Save it as/],
    [0xc9, /arithmetic-coded JPEG\. Save it as/],
    [0xca, /arithmetic-coded progressive JPEG/],
    [0xc5, /hierarchical JPEG/],
  ])('coding process %i', (marker, message) => {
    expectRejection(() => decode(patch(bytes, 0xc0, 1, marker)), 'unsupported_jpeg', message);
  });

  it('12 bits a sample', () => {
    expectRejection(() => decode(patch(bytes, 0xc0, 4, 12)), 'unsupported_jpeg', /12-bit JPEG\. Save it as/);
  });

  it('two components', () => {
    const two = buildJpeg(flatSpec([1, 2]));
    expectRejection(() => decode(two), 'unsupported_jpeg', /2 colour components/);
  });

  it('more than 100 scans', () => {
    const scans: ScanSpec[] = Array.from({ length: 101 }, () => ({ components: [0], from: 1, to: 1 }));
    const many = buildJpeg(greySpec(8, 8, { progressive: true, scans }));
    expectRejection(() => decode(many), 'unsupported_jpeg', /more than 100 scans/);
  });

  it('scans that visit more than 10 million blocks', () => {
    expectRejection(() => decode(largestProgressive(3)), 'unsupported_jpeg', /more than 10000000 blocks/);
    expect(decode(largestProgressive(2)).raster.width).toBe(883);
  });

  it('scans that visit more than 100 million coefficients', () => {
    const message = /more than 100000000 coefficients/;
    expectRejection(() => decode(mostRefined(97)), 'unsupported_jpeg', message);
    expect(decode(mostRefined(96)).raster.width).toBe(632);
  });
});

describe('decodeJpeg() refuses a damaged header:', () => {
  const grey = buildJpeg(greySpec(16, 16));
  const colour = buildJpeg(flatSpec([1, 2, 3]));
  const progressive = buildJpeg(greySpec(8, 8, { progressive: true, scans: progressiveScans(1) }));
  const cases: [string, Uint8Array, RegExp][] = [
    ['a width of 0', patch(patch(grey, 0xc0, 7, 0), 0xc0, 8, 0), /width is 0/],
    ['a height that no segment tells', patch(patch(grey, 0xc0, 5, 0), 0xc0, 6, 0), /no height/],
    ['9 bits a sample', patch(grey, 0xc0, 4, 9), /precision 9/],
    ['a sampling factor of 0', patch(grey, 0xc0, 11, 0x10), /sampling 1×0/],
    ['a sampling factor of 5', patch(grey, 0xc0, 11, 0x51), /sampling 5×1/],
    ['a quantization slot of 4', patch(grey, 0xc0, 12, 4), /quantization table 4/],
    ['a quantization table that is not there', patch(grey, 0xc0, 12, 3), /quantization table 3 is missing/],
    ['a Huffman table that is not there', patch(grey, 0xda, 6, 0x33), /DC Huffman table 3 is missing/],
    ['a component that the frame does not have', patch(grey, 0xda, 5, 9), /component 9/],
    ['two components of one name', patch(colour, 0xc0, 13, 1), /share an identifier/],
    ['a scan with a component twice', patch(colour, 0xda, 7, 1), /codes a component twice/],
    ['an MCU of more than 10 blocks', patch(colour, 0xc0, 11, 0x44), /an MCU has 18 blocks/],
    [
      'more codes than a length can hold',
      patch(patch(grey, 0xc4, 5, 3), 0xc4, 12, 13),
      /too many Huffman codes of 1 bits/,
    ],
    ['DC and AC in one progressive scan', patch(progressive, 0xda, 8, 5), /coefficients 0 to 5/],
    ['a refinement of two bits', patch(progressive, 0xda, 9, 0x31), /refines bit 3 to 1/],
    [
      'a second frame',
      Uint8Array.from([...grey.slice(0, find(grey, 0xda)), ...grey.slice(find(grey, 0xc0))]),
      /second frame/,
    ],
    [
      'a scan before the frame',
      Uint8Array.from([0xff, 0xd8, ...grey.slice(find(grey, 0xda))]),
      /before the frame/,
    ],
    ['a segment that runs past the end', grey.subarray(0, find(grey, 0xc4) + 20), /FFc4 runs past the end/],
    ['nothing but a start', Uint8Array.from([0xff, 0xd8, 0xff]), /there is no scan/],
    ['an end before any scan', Uint8Array.from([0xff, 0xd8, 0xff, 0xd9]), /there is no scan/],
  ];
  it.each(cases)('%s', (_, bytes, message) => {
    expectRejection(() => decode(bytes), 'corrupt_jpeg', message);
  });

  it('and tells where', () => {
    const error = expectRejection(() => decode(patch(grey, 0xc0, 11, 0)), 'corrupt_jpeg', /sampling/);
    expect(error.facts.offset).toBe(find(grey, 0xc0) + 11);
  });
});

describe('decodeJpeg() limits', () => {
  it('refuses a side longer than 32,768 from the header', () => {
    const bytes = patch(buildJpeg(greySpec(8, 8)), 0xc0, 5, 0xff);
    expectRejection(() => decode(bytes), 'side_too_long', /height 65288 .* 32768/);
  });

  it('refuses more pixels than are allowed', () => {
    const limits = { ...LIMITS, maxJpegPixels: 63 };
    expectRejection(
      () => decodeJpeg(buildJpeg(greySpec(8, 8)), limits, 320),
      'too_many_pixels',
      /8 × 8 is 64/,
    );
  });
});

describe('decodeJpeg() with a truncated file', () => {
  // One block a row, so that rows are easy to count; 8-bit codes and few values keep rows about equally long.
  const spec: JpegSpec = greySpec(8, 8 * 40);
  const bytes = buildJpeg(spec);
  const scanStart = find(bytes, 0xda) + 10;
  const cut = (share: number) =>
    bytes.subarray(0, scanStart + Math.floor((bytes.length - scanStart) * share));

  it('refuses it if less than 90 % of the rows are present, and says how far it goes', () => {
    expectRejection(() => decode(cut(0.8)), 'corrupt_jpeg', /ends in block row 3\d of 40/);
  });

  it('decodes it where more are there, and repeats the last row', () => {
    const whole = decode(bytes).raster;
    const most = decode(cut(0.96)).raster;
    expect([most.width, most.height]).toEqual([whole.width, whole.height]);
    const rowsThere = 36 * 8 * 8;
    expect(most.data.subarray(0, rowsThere)).toEqual(whole.data.subarray(0, rowsThere));
    expect(most.data.subarray(-8)).toEqual(most.data.subarray(-16, -8));
    expect(most.data).not.toEqual(whole.data);
  });

  it('leaves no state behind for the next file', () => {
    const expected = decode(bytes).raster;
    for (const share of [0.2, 0.35, 0.5, 0.65]) expect(() => decode(cut(share))).toThrow();
    // A run that goes past the end of its block leaves the block half done.
    const damaged = bytes.slice();
    damaged.fill(0xf1, scanStart + 40, scanStart + 90);
    expect(() => decode(damaged)).toThrow();
    expect(decode(bytes).raster).toEqual(expected);
  });

  it('says whether the file is truncated or damaged by another marker', () => {
    expectRejection(
      () => decode(cut(0.5)),
      'corrupt_jpeg',
      /ends in the middle; .* Send the whole file again/,
    );
    const withEnd = Uint8Array.of(...cut(0.5), 0xff, 0xd9);
    expectRejection(() => decode(withEnd), 'corrupt_jpeg', /is damaged.*ends in block row/);
  });

  it('refuses one whose restart markers are out of order', () => {
    const restarts = buildJpeg(greySpec(8, 8 * 40, { restartInterval: 1 }));
    expectRejection(
      () => decode(patch(restarts, 0xd0, 1, 0xd5)),
      'corrupt_jpeg',
      /restart marker 0 is missing/,
    );
  });
});

describe('decodeJpeg() with a truncated progressive file', () => {
  const scans = progressiveScans(1);
  const bytes = buildJpeg(greySpec(8, 8 * 40, { progressive: true, scans }));
  const whole = decode(bytes).raster;
  const lastScan = bytes.lastIndexOf(0xda) - 1;

  it('refuses it wherever it ends before the last scan, as it does a baseline one', () => {
    for (let length = 30; length < lastScan; length += 7) {
      expectRejection(() => decode(bytes.subarray(0, length)), 'corrupt_jpeg', /ends in the middle/);
    }
  });

  it('refuses it between two scans', () => {
    expectRejection(() => decode(bytes.subarray(0, lastScan)), 'corrupt_jpeg', /\(scans are missing\)/);
  });

  it('refuses it where the last scan has less than 90 % of its rows, and decodes it where it has more', () => {
    const cut = (share: number) =>
      bytes.subarray(0, lastScan + 10 + Math.floor((bytes.length - lastScan - 10) * share));
    expectRejection(() => decode(cut(0.8)), 'corrupt_jpeg', /ends in block row 3\d of 40/);
    const { raster } = decode(cut(0.96));
    expect(raster.data.subarray(0, 8 * 8 * 36)).toEqual(whole.data.subarray(0, 8 * 8 * 36));
    expect(largestDifference(raster.data, whole.data)).toBeLessThan(40);
  });

  it('decodes it without its end marker', () => {
    expect(decode(bytes.subarray(0, -2)).raster).toEqual(whole);
  });

  it('decodes one whose encoder omitted scans, because it extends to its end marker', () => {
    const short = Uint8Array.of(...bytes.subarray(0, lastScan), 0xff, 0xd9);
    expect(largestDifference(decode(short).raster.data, whole.data)).toBeLessThan(40);
  });
});

describe('decodeJpeg() ignores invalid metadata:', () => {
  const expected = decode(buildJpeg(greySpec(16, 16))).raster;
  const exif = (...tiff: number[]) => segment(0xe1, [...Buffer.from('Exif\0\0'), ...tiff]);
  it.each([
    ['no directory', exif(0x4d, 0x4d, 0, 42, 0, 0, 0xff, 0xff)],
    ['a directory without end', exif(0x49, 0x49, 42, 0, 8, 0, 0, 0, 0xff, 0xff, 0x12, 0x01)],
    [
      'an orientation of 9',
      exif(0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 9, 0, 0),
    ],
    ['an empty segment', exif()],
  ])('%s', (_, extra) => {
    expect(decode(buildJpeg(greySpec(16, 16, { extra }))).raster).toEqual(expected);
  });

  it('but applies the orientation if it is valid', () => {
    const extra = exif(0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0);
    const { raster } = decode(buildJpeg(greySpec(16, 24, { extra })));
    const stored = decode(buildJpeg(greySpec(16, 24))).raster;
    expect([raster.width, raster.height]).toEqual([24, 16]);
    // Orientation 6: the stored first row is the right-hand column.
    const rightColumn = Array.from({ length: 16 }, (_, y) => raster.data[y * 24 + 23]);
    expect(rightColumn).toEqual([...stored.data.subarray(0, 16)]);
  });
});
