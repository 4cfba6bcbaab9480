import { describe, expect, it } from 'vitest';
import { drawSeven, toJpeg, toPng } from '../../scripts/lib/scenes/sample-images';
import { decodeImage } from '../../src/image/decode';
import { expectRejection } from '../support/image/rejection';
import { LIMITS } from '../support/image/test-limits';

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
    ['a video', ascii('\0\0\0\x18ftypisom')],
    ['a camera raw file', ascii('\0\0\0\x18ftypcrx ')],
    ['an icon', ascii('\0\0\x01\0\x01')],
    ['a ZIP archive', ascii('PK\x03\x04')],
    ['gzip', ascii('\x1f\x8b\x08')],
    ['an MNIST file', ascii('\0\0\x08\x03')],
    ['an HDF5 file', ascii('\x89HDF\r\n\x1a\n')],
    ['MNG', ascii('\x8aMNG\r\n\x1a\n')],
    ['JPEG 2000', ascii('\xff\x4f\xff\x51')],
    ['PNM', ascii('P5\n28 28\n255\n')],
    ['PDF', ascii('\r\n%PDF-1.4')],
    ['a 7-Zip archive', ascii("7z\xbc\xaf'\x1c")],
    ['a RAR archive', ascii('Rar!\x1a\x07')],
  ];
  it.each(foreign)('%s', (name, bytes) => {
    const error = expectRejection(
      () => decodeImage(bytes, LIMITS),
      'unsupported_format',
      new RegExp(`Cannot read ${name}\\b`),
    );
    expect(error.message).toMatch(/PNG|JPEG/);
  });

  it('tells an iPhone user which setting makes JPEGs', () => {
    expectRejection(
      () => decodeImage(ascii('\0\0\0\x18ftypheic'), LIMITS),
      'unsupported_format',
      /Most Compatible/,
    );
  });
});

describe('decodeImage() refuses a file that is not an image', () => {
  it.each([
    ['an empty file', new Uint8Array(0), /the file is empty/],
    ['one byte', Uint8Array.of(0x89), /begins like no format/],
    ['text', ascii('hello', 5), /text that begins with "hello"/],
    [
      'a text that could end a line of the log',
      ascii('a\n{"level"', 10),
      /text that begins with "a\\n\{\\"level/,
    ],
    ['zeros', new Uint8Array(5000), /the file begins with 1024 zero bytes\./],
    ['a zero', new Uint8Array(1), /the file is a single zero byte\./],
    ['other XML', ascii('<?xml version="1.0"?><note>', 27), /text that begins with "<\?xml/],
    ['HTML', ascii('<!DOCTYPE html><html>'), /Cannot read HTML. It is a web page/],
    ['XHTML', ascii('<?xml version="1.0"?><html>'), /Cannot read HTML/],
    [
      'a Git LFS pointer',
      ascii('version https://git-lfs.github.com/spec/v1\n'),
      /Git LFS pointer. Run git lfs pull/,
    ],
    ['a form', ascii('--x\r\nContent-Disposition: form-data'), /Cannot read a form.*multipart\/form-data/],
    ['a data: URL', ascii('data:image/png;base64,iVBORw0KGgo'), /a data: URL as text.*\{"image"/],
    ['base64 of a PNG', ascii('iVBORw0KGgoAAAANSUhEUgAA'), /base64 as text.*\{"image"/],
    ['base64 of a JPEG, quoted', ascii('"/9j/4AAQSkZJRg"'), /base64 as text/],
    ['base64 of a GIF', ascii('R0lGODlhAQABAIAAAP'), /base64 as text/],
    ['base64 of a WebP', ascii('UklGRiQAAABXRUJQ'), /base64 as text/],
    ['the name of an object', ascii('[object FormData]', 17), /a JavaScript object.*Send its bytes/],
    ['text in brackets', ascii('[x]\na=1', 7), /text that begins with "\[x\]/],
    ['hexadecimal text', ascii('89504E470D0A1A0A'), /hexadecimal text/],
    ['JSON', ascii('{"image": "iVBORw0KGgo"}'), /Cannot read JSON.*application\/json/],
    ['bytes as Python prints them', ascii("b'iVBORw0KGgo'"), /as Python prints them.*decode\(\)/],
    ['an address', ascii('https://example.com/7.png'), /an address. Send the picture/],
    ['a NumPy array', ascii('\x93NUMPY\x01\0'), /NumPy array.*fromarray/],
    ['noise', Uint8Array.of(0xde, 0xad, 0xbe, 0xef, 1), /begins like no format/],
  ])('%s', (_, bytes, message) => {
    expectRejection(() => decodeImage(bytes, LIMITS), 'unsupported_format', message);
  });
});

describe('decodeImage() recognises a picture that was damaged by handling it as text', () => {
  const png = Buffer.from(toPng(drawSeven(28)));
  const jpeg = Buffer.from(toJpeg(drawSeven(28)));
  const latin1 = (bytes: Buffer) => bytes.toString('latin1');

  it.each([
    ['a PNG decoded as UTF-8', Buffer.from(png.toString('utf8')), 'corrupt_png', /decoded as UTF-8/],
    ['a PNG encoded twice', Buffer.from(latin1(png)), 'corrupt_png', /encoded as UTF-8 once more/],
    [
      'a PNG in ASCII',
      Buffer.from(latin1(png).replace(/[^\0-\x7f]/g, '?')),
      'corrupt_png',
      /bytes, not as a string/,
    ],
    [
      'a PNG with LF for CRLF',
      Buffer.from(latin1(png).replaceAll('\r\n', '\n'), 'latin1'),
      'corrupt_png',
      /line breaks/,
    ],
    [
      'a PNG with CRLF for LF',
      Buffer.from(latin1(png).replaceAll('\n', '\r\n'), 'latin1'),
      'corrupt_png',
      /line breaks/,
    ],
    [
      'a PNG by curl -d',
      Buffer.from(latin1(png).replace(/[\r\n]/g, ''), 'latin1'),
      'corrupt_png',
      /--data-binary/,
    ],
    [
      'a PNG behind a byte order mark',
      Buffer.concat([Buffer.from('\ufeff'), png]),
      'corrupt_png',
      /blanks or a byte order mark before it.*Send it without/,
    ],
    ['a PNG behind an empty line', Buffer.concat([Buffer.from('\r\n'), png]), 'corrupt_png', /before it/],
    ['a JPEG behind an empty line', Buffer.concat([Buffer.from('\n'), jpeg]), 'corrupt_jpeg', /before it/],
    [
      'a PNG of seven bits',
      png.map((byte) => byte & 0x7f),
      'corrupt_png',
      /signature was damaged on its way. Send the file again/,
    ],
    ['a JPEG decoded as UTF-8', Buffer.from(jpeg.toString('utf8')), 'corrupt_jpeg', /decoded as UTF-8/],
    ['a JPEG encoded twice', Buffer.from(latin1(jpeg)), 'corrupt_jpeg', /encoded as UTF-8 once more/],
  ] as const)('%s', (_, bytes, code, message) => {
    expectRejection(() => decodeImage(bytes, LIMITS), code, message);
  });
});
