import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodePng } from '../../../src/image/png/decode-png';
import { buildPng, type ChunkSpec, idat, iend, ihdr } from '../../support/image/build-png';
import { expectRejection } from '../../support/image/rejection';
import { LIMITS } from '../../support/image/test-limits';
import { toRgba } from '../../support/image/to-rgba';

// What Chromium 156 was seen to show of such files, drawn on a canvas: the picture as if the defect were not there. Rows
// that say otherwise say what it shows.

const GREY = ihdr({ width: 3, height: 2 });
const GREY_DATA = [0, 10, 60, 110, 0, 160, 210, 250];
const RGB = ihdr({ width: 2, height: 1, colourType: 2 });
const RGB_DATA = idat([0, 200, 0, 0, 0, 200, 0]);
const RGBA = ihdr({ width: 1, height: 1, colourType: 6 });
const RGBA_DATA = idat([0, 200, 0, 0, 255]);
const GREY_ALPHA = ihdr({ width: 2, height: 1, colourType: 4 });
const GREY_ALPHA_DATA = idat([0, 10, 255, 60, 255]);
const PALETTE = ihdr({ width: 2, height: 1, colourType: 3 });
const PALETTE_DATA = idat([0, 0, 1]);
const COLOURS = Uint8Array.of(200, 0, 0, 0, 200, 0);

const chunk = (type: string, ...data: number[]): ChunkSpec => ({ type, data: Uint8Array.from(data) });
const plte = (...extra: number[]) => chunk('PLTE', ...COLOURS, ...extra);
const wrongCrc = (spec: ChunkSpec): ChunkSpec => ({ ...spec, crc: 1 });
const text = chunk('tEXt', 97, 0, 98);
const greyIdat = idat(GREY_DATA);
const zlibData = deflateSync(Uint8Array.from(GREY_DATA));
const idatOf = (...parts: Uint8Array[]): ChunkSpec => ({ type: 'IDAT', data: Buffer.concat(parts) });

const decode = (bytes: Uint8Array) => toRgba(decodePng(bytes, LIMITS, 320).raster);
const clean = {
  grey: decode(buildPng([GREY, greyIdat, iend])),
  rgb: decode(buildPng([RGB, RGB_DATA, iend])),
  rgba: decode(buildPng([RGBA, RGBA_DATA, iend])),
  greyAlpha: decode(buildPng([GREY_ALPHA, GREY_ALPHA_DATA, iend])),
  palette: decode(buildPng([PALETTE, plte(), PALETTE_DATA, iend])),
};

type Row = [defect: string, kind: keyof typeof clean, chunks: ChunkSpec[]];

describe('decodePng() reads the same pixels in spite of', () => {
  const inGrey = (defect: string, ...chunks: ChunkSpec[]): Row[] => [
    [`${defect} before the image data`, 'grey', [GREY, ...chunks, greyIdat, iend]],
    [`${defect} behind the image data`, 'grey', [GREY, greyIdat, ...chunks, iend]],
  ];
  const rows: Row[] = [
    ...inGrey('a wrong CRC of tEXt', wrongCrc(text)),
    ...inGrey('a wrong CRC of gAMA', wrongCrc(chunk('gAMA', 0, 0, 0xb1, 0x8f))),
    ...inGrey('a chunk named s\\x01IT', chunk('s\x01IT', 0)),
    ...inGrey('a chunk named t1ME', chunk('t1ME', 0)),
    ...inGrey('a chunk named \\xe4bcd', chunk('\xe4bcd', 0)),
    ...inGrey('a chunk named {abc', chunk('{abc', 0)),
    ...inGrey('a chunk named tEXT', chunk('tEXT', 0)),
    ...inGrey('a chunk named 1234', chunk('1234', 0)),
    ...inGrey('gAMA of 3 bytes, or 0', chunk('gAMA', 0, 0, 0), chunk('gAMA', 0, 0, 0, 0)),
    ...inGrey(
      'iCCP, zTXt and iTXt of garbage',
      chunk('iCCP', 1, 0, 0, 9),
      chunk('zTXt', 1),
      chunk('iTXt', 1),
    ),
    ...inGrey('the same ancillary chunk twice', text, text),
    [
      'a wrong CRC of tRNS, which counts as absent',
      'grey',
      [GREY, wrongCrc(chunk('tRNS', 0, 60)), greyIdat, iend],
    ],
    ['tRNS in a picture with RGBA', 'rgba', [RGBA, chunk('tRNS', 0, 200, 0, 0, 0, 0), RGBA_DATA, iend]],
    [
      'tRNS in a picture with grey and alpha',
      'greyAlpha',
      [GREY_ALPHA, chunk('tRNS', 0, 60), GREY_ALPHA_DATA, iend],
    ],
    ['tRNS of 2 bytes instead of 6', 'rgb', [RGB, chunk('tRNS', 0, 200), RGB_DATA, iend]],
    ['tRNS of 1 byte instead of 2', 'grey', [GREY, chunk('tRNS', 60), greyIdat, iend]],
    ['an empty tRNS', 'palette', [PALETTE, plte(), chunk('tRNS'), PALETTE_DATA, iend]],
    [
      'tRNS of 300 entries',
      'palette',
      [PALETTE, plte(), chunk('tRNS', ...new Array(300).fill(9)), PALETTE_DATA, iend],
    ],
    ['tRNS before PLTE', 'palette', [PALETTE, chunk('tRNS', 9), plte(), PALETTE_DATA, iend]],
    ['tRNS behind the image data', 'palette', [PALETTE, plte(), PALETTE_DATA, chunk('tRNS', 9), iend]],
    ['PLTE in a grey picture', 'grey', [GREY, plte(), greyIdat, iend]],
    ['PLTE of 4 bytes in a grey picture', 'grey', [GREY, chunk('PLTE', 1, 2, 3, 4), greyIdat, iend]],
    ['PLTE in a picture with grey and alpha', 'greyAlpha', [GREY_ALPHA, plte(), GREY_ALPHA_DATA, iend]],
    ['PLTE of 4 bytes, a suggestion, in RGB', 'rgb', [RGB, chunk('PLTE', 1, 2, 3, 4), RGB_DATA, iend]],
    ['PLTE behind the image data of RGB', 'rgb', [RGB, RGB_DATA, plte(), iend]],
    ['PLTE of two colours and a byte', 'palette', [PALETTE, plte(9), PALETTE_DATA, iend]],
    [
      'a second PLTE behind the image data',
      'palette',
      [PALETTE, plte(), PALETTE_DATA, chunk('PLTE', 1, 2, 3), iend],
    ],
    ['a wrong CRC of IEND', 'grey', [GREY, greyIdat, wrongCrc(iend)]],
    ['data in IEND', 'grey', [GREY, greyIdat, chunk('IEND', 1, 2)]],
    ['no IEND', 'grey', [GREY, greyIdat]],
    ['a second IHDR behind the image data', 'grey', [GREY, greyIdat, GREY, iend]],
    ['an unknown critical chunk behind the image data', 'grey', [GREY, greyIdat, chunk('ABCD', 1), iend]],
    [
      'a length past the end behind the image data',
      'grey',
      [GREY, greyIdat, { ...text, length: 0xfffffff0 }, iend],
    ],
    ['a wrong Adler-32', 'grey', [GREY, idatOf(zlibData.subarray(0, -4), Buffer.alloc(4)), iend]],
    ['half an Adler-32', 'grey', [GREY, idatOf(zlibData.subarray(0, -2)), iend]],
    ['bytes behind the compressed data', 'grey', [GREY, idatOf(zlibData, Buffer.from('hello')), iend]],
    ['an IDAT chunk behind the compressed data', 'grey', [GREY, greyIdat, chunk('IDAT', 1, 2, 3), iend]],
    [
      'another chunk and one more IDAT behind them',
      'grey',
      [GREY, greyIdat, text, chunk('IDAT', 1, 2), iend],
    ],
    ['pixels beyond the last row', 'grey', [GREY, idat([...GREY_DATA, 0, 1, 2, 3]), iend]],
    [
      'a window of 256 bytes in the zlib header',
      'grey',
      [GREY, idatOf(Uint8Array.of(0x08, 0x1d), zlibData.subarray(2)), iend],
    ],
  ];
  it.each(rows)('%s', (_, kind, chunks) => {
    expect(decode(buildPng(chunks))).toEqual(clean[kind]);
  });

  it('anything behind IEND', () => {
    const bytes = Buffer.concat([buildPng([GREY, greyIdat, iend]), Buffer.from('hello world')]);
    expect(decode(bytes)).toEqual(clean.grey);
  });

  it('an end anywhere behind the last pixel', () => {
    const whole = buildPng([GREY, greyIdat, text, iend]);
    const pixelsEnd = 8 + 25 + 8 + zlibData.length - 4;
    for (let length = pixelsEnd; length < whole.length; length++) {
      expect(decode(whole.subarray(0, length)), `${length} bytes`).toEqual(clean.grey);
    }
  });
});

describe('decodePng() reads', () => {
  const alphas = (chunks: ChunkSpec[]) => [...decode(buildPng(chunks))].filter((_, i) => i % 4 === 3);
  it.each([
    [
      'tRNS of 8 bytes instead of 6 by its first 6',
      [RGB, chunk('tRNS', 0, 200, 0, 0, 0, 0, 9, 9), RGB_DATA],
      [0, 255],
    ],
    [
      'tRNS of more entries than PLTE by the first ones',
      [PALETTE, plte(), chunk('tRNS', 1, 2, 3), PALETTE_DATA],
      [1, 2],
    ],
    [
      'the first of two tRNS',
      [RGB, chunk('tRNS', 0, 200, 0, 0, 0, 0), chunk('tRNS', 0, 0, 0, 200, 0, 0), RGB_DATA],
      [0, 255],
    ],
    ['tRNS before a suggested palette', [RGB, chunk('tRNS', 0, 200, 0, 0, 0, 0), plte(), RGB_DATA], [0, 255]],
  ])('%s', (_, chunks, expected) => {
    expect(alphas([...chunks, iend])).toEqual(expected);
  });
});

describe('decodePng() refuses, as Chromium shows nothing of them,', () => {
  it.each([
    [
      'image data that end early',
      [GREY, idatOf(zlibData.subarray(0, -7)), iend],
      /damaged.*ends \d+ bytes early/,
    ],
    ['such without IEND', [GREY, idatOf(zlibData.subarray(0, -7))], /in the middle.*ends \d+ bytes early/],
    [
      'image data that another chunk interrupts',
      [GREY, idatOf(zlibData.subarray(0, 8)), text, idatOf(zlibData.subarray(8)), iend],
      /ends \d+ bytes early/,
    ],
    ['empty image data', [GREY, idatOf(), iend], /ends 8 bytes early/],
  ])('%s', (_, chunks, message) => {
    expectRejection(() => decode(buildPng(chunks)), 'corrupt_png', message);
  });

  it('a file that ends before the last pixel, and says that it ends in the middle', () => {
    const whole = buildPng([GREY, greyIdat, iend]);
    for (let length = 8; length < 8 + 25 + 8 + zlibData.length - 7; length++) {
      expectRejection(() => decode(whole.subarray(0, length)), 'corrupt_png', /the file ends in the middle/);
    }
  });
});
