import { describe, expect, it } from 'vitest';
import { decodePng } from '../../../src/image/png/decode-png';
import { buildPng, type ChunkSpec, idat, iend, ihdr, tinyGrey } from '../../support/image/build-png';
import { LIMITS } from '../../support/image/test-limits';
import { toRgba } from '../../support/image/to-rgba';

const decode = (chunks: ChunkSpec[], minSide = 320) => decodePng(buildPng(chunks), LIMITS, minSide).raster;

describe('decodePng()', () => {
  it('reads grey samples as they are', () => {
    expect(decode(tinyGrey())).toEqual({
      width: 2,
      height: 2,
      channels: 1,
      data: Uint8Array.of(10, 20, 30, 40),
    });
  });

  it('scales 1, 2, 4 and 16 bits to the nearest of 256 levels', () => {
    const rows: [number, number[], number[]][] = [
      [1, [0b01000000], [0, 255]],
      [2, [0b01100000], [85, 170]],
      [4, [0x1e], [17, 238]],
      [16, [0x80, 0x80, 0xff, 0x00], [128, 254]],
    ];
    for (const [bitDepth, stored, expected] of rows) {
      const { data } = decode([ihdr({ width: 2, height: 1, bitDepth }), idat([0, ...stored]), iend]);
      expect([...data], `${bitDepth} bits`).toEqual(expected);
    }
  });

  it('takes each of the 65,536 samples of 16 bits to the nearest of 256 levels', () => {
    const samples = Array.from({ length: 65_536 }, (_, sample) => sample);
    const row = (from: number) => [
      0,
      ...samples.slice(from, from + 32_768).flatMap((s) => [s >> 8, s & 255]),
    ];
    const header = ihdr({ width: 32_768, height: 2, bitDepth: 16 });
    const { data } = decode([header, idat([...row(0), ...row(32_768)]), iend]);
    expect([...data]).toEqual(samples.map((sample) => Math.round((sample * 255) / 65_535)));
  });

  it('reads image data that is cut into chunks anywhere, empty ones included', () => {
    const [header, imageData] = tinyGrey() as [ChunkSpec, ChunkSpec];
    const single = [...imageData.data].map((byte) => ({ type: 'IDAT', data: Uint8Array.of(byte) }));
    const empty = { type: 'IDAT', data: new Uint8Array(0) };
    expect([...decode([header, empty, ...single, empty, iend]).data]).toEqual([10, 20, 30, 40]);
  });

  it('makes the colour that tRNS names transparent', () => {
    const key = { type: 'tRNS', data: Uint8Array.of(0, 20) };
    const [header, imageData] = tinyGrey() as [ChunkSpec, ChunkSpec];
    const { channels, data } = decode([header, key, imageData, iend]);
    expect(channels).toBe(4);
    expect([...data.filter((_, i) => i % 4 === 3)]).toEqual([255, 0, 255, 255]);
  });

  it('reads palette indexes beyond the palette as black', () => {
    const palette = { type: 'PLTE', data: Uint8Array.of(200, 100, 50) };
    const { data } = decode([
      ihdr({ width: 2, height: 1, bitDepth: 8, colourType: 3 }),
      palette,
      idat([0, 0, 9]),
      iend,
    ]);
    expect([...data]).toEqual([200, 100, 50, 0, 0, 0]);
  });
});

describe('decodePng() with 16 bits a sample takes', () => {
  /** Samples as stored, most significant byte first. */
  const stored = (...samples: number[]) => samples.flatMap((sample) => [sample >> 8, sample & 255]);
  const layouts = [
    ['grey', 0, 1],
    ['RGB', 2, 3],
    ['grey with alpha', 4, 2],
    ['RGBA', 6, 4],
  ] as const;

  for (const [name, colourType, count] of layouts) {
    const hasAlpha = count % 2 === 0;
    const pixels = [0, 40, 200, 255].map((level) =>
      new Array<number>(hasAlpha ? count - 1 : count).fill(level),
    );
    const picture = (colour: number, alpha: number, interlace = 0) => {
      const rows = [pixels.slice(0, 2), pixels.slice(2)].map((row) => [
        0,
        ...row.flatMap((samples) => [
          ...stored(...samples.map((sample) => sample * colour)),
          ...(hasAlpha ? stored(255 * alpha) : []),
        ]),
      ]);
      // Adam7: the first pixel, the second one, the second row.
      const first = 1 + 2 * count;
      const scanlines = interlace
        ? [...rows[0]!.slice(0, first), 0, ...rows[0]!.slice(first), ...rows[1]!]
        : rows.flat();
      const header = ihdr({ width: 2, height: 2, bitDepth: 16, colourType, interlace });
      return toRgba(decode([header, idat(scanlines), iend]));
    };
    const expected = picture(257, 257);

    it(`${name} of 8-bit values as such, interlaced or not`, () => {
      expect([...expected].filter((_, i) => i % 4 === 0)).toEqual([0, 40, 200, 255]);
      for (const interlace of [0, 1]) expect(picture(1, 1, interlace)).toEqual(expected);
    });

    if (!hasAlpha) continue;
    it(`${name} of 8-bit values in either colour or alpha as such`, () => {
      expect(picture(1, 257)).toEqual(expected);
      expect(picture(257, 1)).toEqual(expected);
    });
  }

  it('dark samples as dark where a bright one follows, in the last row even, and where it is reduced', () => {
    const row = (...samples: number[]) => [0, ...stored(...samples)];
    const rows = [row(0, 100, 128, 255), row(129, 0, 0, 0), row(0, 0, 0, 200), row(0, 0, 0, 65_535)].flat();
    const header = ihdr({ width: 4, height: 4, bitDepth: 16 });
    expect([...decode([header, idat(rows), iend]).data]).toEqual([
      ...[0, 0, 0, 1],
      ...[1, 0, 0, 0],
      ...[0, 0, 0, 1],
      ...[0, 0, 0, 255],
    ]);
    expect([...decode([header, idat(rows), iend], 2).data]).toEqual([0, 0, 0, 64]);
  });

  it('the colour that tRNS names without changing it in the file', () => {
    const key = { type: 'tRNS', data: Uint8Array.from(stored(200)) };
    const header = ihdr({ width: 1, height: 1, bitDepth: 16 });
    // A Buffer, whose slice() shares its bytes.
    const file = Buffer.from(buildPng([header, key, idat([0, ...stored(200)]), iend]));
    const before = Uint8Array.from(file);
    decodePng(file, LIMITS, 320);
    expect(Uint8Array.from(file)).toEqual(before);
  });

  it('the colour that tRNS names, a byte or none', () => {
    const header = ihdr({ width: 2, height: 1, bitDepth: 16 });
    const read = (key: number, ...samples: number[]) => [
      ...decode([
        header,
        { type: 'tRNS', data: Uint8Array.from(stored(key)) },
        idat([0, ...stored(...samples)]),
        iend,
      ]).data,
    ];
    const grey = (level: number, alpha: number) => [level, level, level, alpha];
    expect(read(200, 200, 7)).toEqual([...grey(200, 0), ...grey(7, 255)]);
    expect(read(0xffff, 255, 7)).toEqual([...grey(255, 255), ...grey(7, 255)]);
    expect(read(7, 0xffff, 7)).toEqual([...grey(255, 255), ...grey(0, 0)]);
  });
});

describe('decodePng() reduces a large picture', () => {
  it('to the mean of each box, the shorter ones at the edges included', () => {
    const rows = [
      [0, 10, 30, 50],
      [0, 50, 70, 90],
      [0, 100, 200, 7],
    ];
    const { width, height, data } = decode([ihdr({ width: 3, height: 3 }), idat(rows.flat()), iend], 1.5);
    expect([width, height]).toEqual([2, 2]);
    expect([...data]).toEqual([40, 70, 150, 7]);
  });

  it('without letting invisible colours bleed in', () => {
    const visible = [200, 100, 40, 255];
    const invisible = [0, 0, 0, 0];
    const row = [0, ...visible, ...invisible];
    const picture = [ihdr({ width: 2, height: 2, colourType: 6 }), idat([...row, ...row]), iend];
    expect([...decode(picture, 1).data]).toEqual([200, 100, 40, 128]);
  });
});
