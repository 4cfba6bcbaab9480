import { describe, expect, it } from 'vitest';
import { readContainer } from '../../../src/image/png/container';
import { buildPng, type ChunkSpec, idat, iend, ihdr, tinyGrey } from '../../support/image/build-png';
import { expectRejection } from '../../support/image/rejection';

const chunk = (type: string, length: number): ChunkSpec => ({ type, data: new Uint8Array(length) });
const [header, imageData] = tinyGrey() as [ChunkSpec, ChunkSpec];
const paletted = ihdr({ width: 2, height: 1, bitDepth: 1, colourType: 3 });
const palettedData = idat([0, 0b01000000]);

describe('readContainer() rejects', () => {
  const cases: [string, ChunkSpec[], RegExp][] = [
    ['another chunk before IHDR', [chunk('tEXt', 2), header, imageData, iend], /first chunk is tEXt/],
    ['an IHDR of the wrong length', [chunk('IHDR', 12), imageData, iend], /IHDR: 12 bytes/],
    ['an IHDR with a wrong CRC', [{ ...header, crc: 1 }, imageData, iend], /IHDR: CRC 00000001/],
    ['a second IHDR', [header, header, imageData, iend], /a second IHDR/],
    ['a file without IDAT', [header, iend], /no image data/],
    ['a length past the end', [header, { ...imageData, length: 1000 }, iend], /IDAT: 1000 bytes run past/],
    ['a wrong CRC', [header, { ...imageData, crc: 1 }, iend], /IDAT: CRC 00000001 does not match/],
    [
      'a wrong CRC of a later IDAT',
      [header, imageData, { ...imageData, crc: 1 }, iend],
      /IDAT: CRC 00000001 does not match/,
    ],
    ['a critical type that is not letters', [header, chunk('ID\0T', 0), imageData, iend], /not four letters/],
    ['a second PLTE', [paletted, chunk('PLTE', 6), chunk('PLTE', 6), palettedData, iend], /a second PLTE/],
    ['PLTE after IDAT', [paletted, palettedData, chunk('PLTE', 6), iend], /PLTE is missing/],
    ['PLTE of 2 bytes', [paletted, chunk('PLTE', 2), palettedData, iend], /PLTE: 2 bytes/],
    ['PLTE of 257 colours', [paletted, chunk('PLTE', 771), palettedData, iend], /1 to 256 colours/],
    [
      'PLTE with a wrong CRC',
      [paletted, { ...chunk('PLTE', 6), crc: 1 }, palettedData, iend],
      /PLTE: CRC 00000001/,
    ],
    ['a palette picture without PLTE', [paletted, palettedData, iend], /PLTE is missing/],
  ];
  it.each(cases)('%s', (_, chunks, message) => {
    expectRejection(() => readContainer(buildPng(chunks)), 'corrupt_png', message);
  });

  it.each([
    ['a file without chunks', buildPng([]), /ends after 8 bytes/],
    ['a file without image data', buildPng([header]), /ends after 33 bytes/],
    [
      'a chunk of 4 billion bytes before IDAT',
      buildPng([header, { ...chunk('tEXt', 5), length: 0xfffffff0 }]),
    ],
    ['a chunk cut short before IDAT', buildPng([header, chunk('iCCP', 500)]).subarray(0, 300)],
  ])('%s as cut short', (_, bytes, reason = /run past the end of the file/) => {
    const error = expectRejection(() => readContainer(bytes), 'corrupt_png', /the file ends in the middle/);
    expect(error.message).toMatch(reason);
  });

  it('a critical chunk that it does not know', () => {
    const bytes = buildPng([header, chunk('ABCD', 4), imageData, iend]);
    expectRejection(() => readContainer(bytes), 'unsupported_png', /critical chunk ABCD.* Save it as/);
  });

  it.each([
    ['first', [chunk('CgBI', 4), header, imageData, iend]],
    ['after IHDR', [header, chunk('CgBI', 4), imageData, iend]],
  ])("Apple's CgBI variant, the chunk coming %s, and says how to convert it", (_, chunks) => {
    const error = expectRejection(() => readContainer(buildPng(chunks)), 'unsupported_png', /Apple.* CgBI/);
    expect(error.message).toMatch(/Export .* or convert it with "pngcrush/);
  });

  it('tells where in the file the fault is', () => {
    const bytes = buildPng([header, { ...imageData, crc: 1 }, iend]);
    const error = expectRejection(() => readContainer(bytes), 'corrupt_png', /CRC/);
    expect(error.facts.offset).toBe(8 + 25);
  });
});

describe('readContainer() rejects a header with', () => {
  const cases: [string, ChunkSpec, RegExp][] = [
    ['no width', ihdr({ width: 0, height: 1 }), /width 0/],
    ['no height', ihdr({ width: 1, height: 0 }), /height 0/],
    ['a width beyond 31 bits', ihdr({ width: 2 ** 31, height: 1 }), /width 2147483648/],
    ['an illegal colour type', ihdr({ width: 1, height: 1, colourType: 5 }), /colour type 5/],
    ['an illegal depth', ihdr({ width: 1, height: 1, colourType: 2, bitDepth: 4 }), /bit depth 4/],
    ['an unknown interlace method', ihdr({ width: 1, height: 1, interlace: 2 }), /interlace method 2/],
  ];
  it.each(cases)('%s', (_, broken, message) => {
    expectRejection(() => readContainer(buildPng([broken, imageData, iend])), 'corrupt_png', message);
  });
});

describe('readContainer() passes over', () => {
  it('ancillary chunks, animation frames and bytes after IEND', () => {
    const extras = [chunk('tEXt', 3), chunk('acTL', 8), chunk('fcTL', 26)];
    const bytes = buildPng([header, ...extras, imageData, chunk('fdAT', 10), iend]);
    const withTrailer = Uint8Array.from([...bytes, 1, 2, 3]);
    const container = readContainer(withTrailer);
    expect(container.header).toMatchObject({ width: 2, height: 2, bitDepth: 8, colourType: 0 });
    expect(container.imageDataEnd - container.imageDataStart).toBe(12 + imageData.data.length);
  });
});
