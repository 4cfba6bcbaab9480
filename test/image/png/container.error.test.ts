import { describe, expect, it } from 'vitest';
import { readContainer } from '../../../src/image/png/container';
import { expectRejection } from '../rejection';
import { buildPng, type ChunkSpec, idat, iend, ihdr, tinyGrey } from './build-png';

const chunk = (type: string, length: number): ChunkSpec => ({ type, data: new Uint8Array(length) });
const [header, imageData] = tinyGrey() as [ChunkSpec, ChunkSpec];
const paletted = ihdr({ width: 2, height: 1, bitDepth: 1, colourType: 3 });
const palettedData = idat([0, 0b01000000]);

describe('readContainer() rejects', () => {
  const cases: [string, ChunkSpec[], RegExp][] = [
    ['a file without chunks', [], /ends after 8 bytes, before IEND/],
    ['a file without IEND', [header, imageData], /before IEND/],
    ['another chunk before IHDR', [chunk('tEXt', 2), header, imageData, iend], /first chunk is tEXt/],
    ['an IHDR of the wrong length', [chunk('IHDR', 12), imageData, iend], /IHDR: 12 bytes/],
    ['a second IHDR', [header, header, imageData, iend], /a second IHDR/],
    ['a file without IDAT', [header, iend], /no image data/],
    ['IDAT chunks that are apart', [header, imageData, chunk('tEXt', 1), imageData, iend], /not consecutive/],
    ['a length past the end', [header, { ...imageData, length: 1000 }, iend], /IDAT: 1000 bytes run past/],
    ['a length of 4 billion', [header, { ...imageData, length: 0xfffffff0 }], /4294967280 bytes run past/],
    ['a wrong CRC', [header, { ...imageData, crc: 1 }, iend], /IDAT: CRC 00000001 does not match/],
    ['a type that is not letters', [header, chunk('ID\0T', 0), imageData, iend], /not four letters/],
    ['a second PLTE', [paletted, chunk('PLTE', 6), chunk('PLTE', 6), palettedData, iend], /a second PLTE/],
    ['PLTE after IDAT', [paletted, palettedData, chunk('PLTE', 6), iend], /out of order/],
    ['PLTE in a grey picture', [header, chunk('PLTE', 6), imageData, iend], /not allowed with colour type 0/],
    ['PLTE of 4 bytes', [paletted, chunk('PLTE', 4), palettedData, iend], /PLTE: 4 bytes/],
    ['PLTE that the depth cannot index', [paletted, chunk('PLTE', 9), palettedData, iend], /1 to 2 colours/],
    ['a palette picture without PLTE', [paletted, palettedData, iend], /PLTE is missing/],
    ['tRNS before PLTE', [paletted, chunk('tRNS', 1), chunk('PLTE', 6), palettedData, iend], /before PLTE/],
    [
      'tRNS larger than PLTE',
      [paletted, chunk('PLTE', 3), chunk('tRNS', 2), palettedData, iend],
      /2 entries/,
    ],
    ['tRNS after IDAT', [header, imageData, chunk('tRNS', 2), iend], /after the image data/],
    ['a second tRNS', [header, chunk('tRNS', 2), chunk('tRNS', 2), imageData, iend], /a second tRNS/],
    ['tRNS of the wrong length', [header, chunk('tRNS', 3), imageData, iend], /3 bytes instead of 2/],
  ];
  it.each(cases)('%s', (_, chunks, message) => {
    expectRejection(() => readContainer(buildPng(chunks)), 'corrupt_png', message);
  });

  it('a critical chunk that it does not know', () => {
    const bytes = buildPng([header, chunk('CgBI', 4), imageData, iend]);
    expectRejection(() => readContainer(bytes), 'unsupported_png', /critical chunk CgBI .* Apple/);
  });

  it('tells where in the file the fault is', () => {
    const bytes = buildPng([header, { ...imageData, crc: 1 }, iend]);
    const error = expectRejection(() => readContainer(bytes), 'corrupt_png', /CRC/);
    expect(error.offset).toBe(8 + 25);
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
