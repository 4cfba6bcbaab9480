import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePng } from '../../../src/image/png/decode-png';
import { exifChunk, rawProfileText, textChunk, tiffOrientation } from '../../support/image/build-exif';
import { buildPng, type ChunkSpec, idat, iend, ihdr } from '../../support/image/build-png';
import { LIMITS } from '../../support/image/test-limits';

const HEADER = ihdr({ width: 3, height: 2 });
const IMAGE_DATA = idat([0, 10, 60, 110, 0, 160, 210, 250]);

function decode(before: ChunkSpec[], after: ChunkSpec[] = []) {
  const { sourceWidth, sourceHeight, raster } = decodePng(
    buildPng([HEADER, ...before, IMAGE_DATA, ...after, iend]),
    LIMITS,
    320,
  );
  expect([raster.width, raster.height]).toEqual([sourceWidth, sourceHeight]);
  return [raster.width, ...raster.data];
}

const STORED = [3, 10, 60, 110, 160, 210, 250];
/** Width and pixels, row by row, as Chromium 156 draws the picture with each orientation. */
const UPRIGHT: Record<number, number[]> = {
  1: STORED,
  2: [3, 110, 60, 10, 250, 210, 160],
  3: [3, 250, 210, 160, 110, 60, 10],
  4: [3, 160, 210, 250, 10, 60, 110],
  5: [2, 10, 160, 60, 210, 110, 250],
  6: [2, 160, 10, 210, 60, 250, 110],
  7: [2, 250, 110, 210, 60, 160, 10],
  8: [2, 110, 250, 60, 210, 10, 160],
};

describe('decodePng() turns a picture upright', () => {
  const all = Object.keys(UPRIGHT).map(Number);

  it.each(all)('as Chromium does, by eXIf of orientation %i, in both byte orders', (orientation) => {
    for (const littleEndian of [true, false]) {
      const chunk = exifChunk(tiffOrientation(orientation, littleEndian));
      expect(decode([chunk])).toEqual(UPRIGHT[orientation]);
      // Where ImageMagick writes it. Chromium has drawn the picture by then and leaves it as it is.
      expect(decode([], [chunk])).toEqual(UPRIGHT[orientation]);
    }
  });

  it.each(
    (['zTXt', 'tEXt', 'iTXt'] as const).flatMap((type) =>
      (['exif', 'APP1'] as const).map((name) => [type, name] as const),
    ),
  )('by the raw profile in %s of type %s, as ImageMagick and ExifTool write it', (type, name) => {
    for (const orientation of all) {
      const text = rawProfileText(name.toLowerCase(), tiffOrientation(orientation));
      const chunk = textChunk(type, `Raw profile type ${name}`, text);
      expect(decode([chunk])).toEqual(UPRIGHT[orientation]);
      expect(decode([], [chunk])).toEqual(UPRIGHT[orientation]);
    }
  });

  it('by eXIf where there is a raw profile as well', () => {
    const profile = textChunk('zTXt', 'Raw profile type exif', rawProfileText('exif', tiffOrientation(3)));
    expect(decode([profile], [exifChunk(tiffOrientation(6))])).toEqual(UPRIGHT[6]);
  });

  it('by the first of two eXIf', () => {
    expect(decode([exifChunk(tiffOrientation(6)), exifChunk(tiffOrientation(3))])).toEqual(UPRIGHT[6]);
  });

  it('when it is reduced, and tells the size of the upright source', () => {
    const rows = Array.from({ length: 4 }, (_, y) => [0, ...new Array(8).fill(y < 2 ? 0 : 200)]).flat();
    const bytes = buildPng([ihdr({ width: 8, height: 4 }), exifChunk(tiffOrientation(6)), idat(rows), iend]);
    const { sourceWidth, sourceHeight, raster } = decodePng(bytes, LIMITS, 2);
    expect([sourceWidth, sourceHeight, raster.width, raster.height]).toEqual([4, 8, 2, 4]);
    expect([...raster.data]).toEqual([200, 0, 200, 0, 200, 0, 200, 0]);
  });
});

describe('decodePng() leaves a picture as it is stored', () => {
  const profile = (text: string) => textChunk('zTXt', 'Raw profile type exif', text);
  const good = tiffOrientation(6);
  it.each<[string, ChunkSpec]>([
    ['an orientation of 0', exifChunk(tiffOrientation(0))],
    ['an orientation of 9', exifChunk(tiffOrientation(9))],
    ['an orientation of another type', exifChunk(tiffOrientation(6, true, 4))],
    ['two orientations in one', exifChunk(tiffOrientation(6, true, 3, 2))],
    ['eXIf with a wrong CRC', { ...exifChunk(good), crc: 1 }],
    ['a directory beyond the end', exifChunk(Uint8Array.of(0x49, 0x49, 42, 0, 0xff, 0xff, 0xff, 0xff))],
    ['an empty eXIf', exifChunk(new Uint8Array(0))],
    ['a raw profile with a wrong CRC', { ...profile(rawProfileText('exif', good)), crc: 1 }],
    ['a raw profile of no bytes', profile('\nexif\n       0\n\n')],
    ['a raw profile without length', profile(`\nexif\n${Buffer.from(good).toString('hex')}`)],
    ['a raw profile of other digits', profile('\nexif\n       4\nxyzw1234\n')],
    ['a raw profile that is an XMP packet', profile('\nexif\n       4\n68747470\n')],
    ['compressed text that is none', { type: 'zTXt', data: Buffer.from('Raw profile type exif\0\0garbage') }],
    ['a keyword and no more', { type: 'iTXt', data: Buffer.from('Raw profile type exif\0') }],
    ['another keyword', textChunk('zTXt', 'Raw profile type icc', rawProfileText('exif', good))],
  ])('where there is %s', (_, chunk) => {
    expect(decode([chunk])).toEqual(STORED);
    expect(decode([], [chunk])).toEqual(STORED);
  });

  it('whatever bytes eXIf or a text hold: metadata never fail it', () => {
    const start = fc.constantFrom<number[]>(
      [],
      [0x49, 0x49, 42, 0, 8, 0, 0, 0],
      [0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
    );
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 80 }), (first, rest) => {
        const data = Uint8Array.of(...first, ...rest);
        const keyword = Buffer.from('Raw profile type APP1\0\0');
        for (const type of ['zTXt', 'tEXt', 'iTXt']) {
          expect(decode([{ type, data: Buffer.concat([keyword, data]) }])).toEqual(STORED);
        }
        expect(Object.values(UPRIGHT)).toContainEqual(decode([exifChunk(data)]));
      }),
      { numRuns: 500, seed: 8 },
    );
  });
});

describe('decodePng() limits the cost of raw profiles:', () => {
  it('inflates no more of one than Exif data can have', () => {
    const bomb = rawProfileText('exif', tiffOrientation(6), '0'.repeat(50_000_000));
    expect(decode([textChunk('zTXt', 'Raw profile type exif', bomb)])).toEqual(UPRIGHT[6]);
  });

  it('looks into four, of however many there are', () => {
    const keyword = Buffer.from('Raw profile type exif\0\0');
    const bomb: ChunkSpec = {
      type: 'zTXt',
      data: Buffer.concat([keyword, deflateSync(Buffer.alloc(150_000))]),
    };
    const last = textChunk('zTXt', 'Raw profile type exif', rawProfileText('exif', tiffOrientation(6)));
    expect(decode([bomb, bomb, bomb, last])).toEqual(UPRIGHT[6]);
    expect(decode([...new Array(1000).fill(bomb), last])).toEqual(STORED);
  });

  it.each(['\n', ' ', ' \n', '\t1'])(
    'reads one of nothing but %j about as fast as one of letters',
    (piece) => {
      const millisecondsOf = (filler: string) => {
        const text = filler.repeat(24_000 / filler.length);
        const start = performance.now();
        decode([textChunk('zTXt', 'Raw profile type exif', text)]);
        return performance.now() - start;
      };
      millisecondsOf('x');
      // It was 1,000 times, and a minute for the longest.
      expect(millisecondsOf(piece)).toBeLessThan(100 * Math.max(1, millisecondsOf('x')));
    },
  );
});
