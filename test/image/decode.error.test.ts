import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../src/image/decode';
import { expectRejection } from './rejection';
import { LIMITS } from './test-limits';

const ascii = (text: string, length = 32) =>
  Uint8Array.from(Buffer.from(text.padEnd(length, '\0'), 'latin1'));

describe('decodeImage() names the format that it does not read and what to send instead', () => {
  const foreign: [string, Uint8Array][] = [
    ['GIF', ascii('GIF89a')],
    ['WebP', ascii('RIFF\x10\0\0\0WEBPVP8 ')],
    ['BMP', ascii('BM')],
    ['TIFF', ascii('II*\0')],
    ['TIFF', ascii('MM\0*')],
    ['HEIC', ascii('\0\0\0\x18ftypheic')],
    ['HEIC', ascii('\0\0\0\x18ftypmif1')],
    ['AVIF', ascii('\0\0\0\x18ftypavif')],
    ['PDF', ascii('%PDF-1.7')],
    ['SVG', ascii('<svg xmlns="http://www.w3.org/2000/svg">')],
    ['SVG', ascii('<?xml version="1.0"?>\n<!-- made by hand --><svg>')],
    ['SVG', ascii('\xef\xbb\xbf  <SVG>')],
  ];
  it.each(foreign)('%s', (name, bytes) => {
    const error = expectRejection(
      () => decodeImage(bytes, LIMITS),
      'unsupported_format',
      new RegExp(`Cannot read ${name}\\b`),
    );
    expect(error.message).toMatch(/JPEG/);
  });

  it('tells an iPhone user which setting makes JPEGs', () => {
    expectRejection(
      () => decodeImage(ascii('\0\0\0\x18ftypheic'), LIMITS),
      'unsupported_format',
      /Most Compatible/,
    );
  });
});

describe('decodeImage() refuses what is no image', () => {
  it.each([
    ['an empty file', new Uint8Array(0), /the file is empty/],
    ['one byte', Uint8Array.of(0x89), /starts with 89/],
    ['text', ascii('hello'), /starts with 68 65 6c 6c/],
    ['XML that is not SVG', ascii('<?xml version="1.0"?><html>'), /starts with 3c 3f/],
  ])('%s', (_, bytes, message) => {
    expectRejection(() => decodeImage(bytes, LIMITS), 'unsupported_format', message);
  });
});
