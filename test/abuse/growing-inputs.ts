import { gzipSync } from 'node:zlib';
import { emptyBlocksPng } from '../../scripts/lib/bench/worst-files/worst-pngs';
import { type RawRequest, rawRequest } from '../../scripts/lib/hostile/attack';
import { drawSeven, toJpeg, toPng } from '../../scripts/lib/scenes/sample-images';
import { textChunk } from '../support/image/build-exif';
import { buildPng, idat, iend, ihdr } from '../support/image/build-png';

/** An input that can be made of any size, to see how the time for it grows. */
export interface GrowingInput {
  readonly name: string;
  /** A size at which a parser whose time grows with the square shows; four times of it is allowed, or nearly. */
  readonly size: number;
  readonly build: (size: number) => Uint8Array;
}

const JPEG = toJpeg(drawSeven(28));
const SEVEN = toPng(drawSeven(28));
const FILE = 'Content-Disposition: form-data; name="file"; filename="7.png"';

/** What could make a parser look at the same bytes again and again, for each parser. */
export const GROWING_INPUTS: readonly GrowingInput[] = [
  form('multipart: lines that nearly are the boundary', 200_000, (n) =>
    `\r\n--${'x'.repeat(60)}`.repeat(n / 64),
  ),
  form('multipart: headers of a part', 2_000, (n) => `--x\r\n${'a: b\r\n'.repeat(n / 6)}\r\n`),
  form(
    'multipart: parameters of a part',
    2_000,
    (n) => `--x\r\n${FILE}${';a="b"'.repeat(n / 6)}\r\n\r\n--x--`,
  ),
  form('multipart: dashes', 200_000, (n) => '-'.repeat(n)),
  json('JSON: brackets', 100_000, (n) => '['.repeat(n)),
  json('JSON: objects', 100_000, (n) => '{"a":'.repeat(n / 5)),
  json('JSON: names', 100_000, (n) => names(n / 8, (i) => i.toString(36))),
  json('JSON: names that are multiples of 65,536', 100_000, (n) => names(n / 16, (i) => String(i * 65_536))),
  json('JSON: escapes', 100_000, (n) => `{"image":"${'\\u0041'.repeat(n / 6)}"}`),
  json('base64: blanks', 500_000, (n) => `{"image":"${' '.repeat(n)}"}`),
  json('base64: padding', 500_000, (n) => `{"image":"${'A==='.repeat(n / 4)}"}`),
  json('base64: percent signs', 200_000, (n) => `{"image":"${'%41'.repeat(n / 3)}"}`),
  json('base64: parameters of a data: URL', 200_000, (n) => `{"image":"data:${'; base64 '.repeat(n / 9)}"}`),
  json('base64: dashes of a form', 200_000, (n) => `--${'a '.repeat(n / 2)}`),
  query('query: ampersands', (n) => '&'.repeat(n)),
  query('query: names', (n) =>
    names(n / 8, (i) => i.toString(36))
      .replaceAll('"', '')
      .replaceAll(',', '&'),
  ),
  query('query: escapes that are no UTF-8', (n) => '%ff&'.repeat(n / 4)),
  head('path: slashes', (n) => ({ target: `${'/'.repeat(n)}x` })),
  head('path: dots', (n) => ({ target: '/assets/..'.repeat(n / 10) })),
  head('path: escapes', (n) => ({ target: `/${'%2e%2e%2f'.repeat(n / 9)}` })),
  head('headers: fields', (n) => ({ headers: new Array(n / 8).fill('xy: z') })),
  head('headers: Accept', (n) => ({ target: '/health', headers: [`Accept: ${'a/b;q=.1,'.repeat(n / 9)}`] })),
  head('headers: Accept-Encoding', (n) => ({ headers: [`Accept-Encoding: ${'a;q=.1,'.repeat(n / 7)}`] })),
  head('headers: Content-Encoding', (n) => ({
    method: 'POST',
    target: '/predict',
    headers: [`Content-Encoding: ${'gzip,'.repeat(n / 5)}`],
    body: 'x',
  })),
  head('headers: Content-Type', (n) => ({
    method: 'POST',
    target: '/predict',
    headers: [`Content-Type: multipart/form-data${';a="'.repeat(n / 4)}`],
    body: 'x',
  })),
  head('headers: blanks in Connection', (n) => ({ headers: [`Connection: x${' '.repeat(n)}x`] })),
  head('headers: Connection', (n) => ({ headers: [`Connection: ${'a,'.repeat(n / 2)}`] })),
  head('headers: If-None-Match', (n) => ({
    target: '/docs',
    headers: [`If-None-Match: ${'W/"a",'.repeat(n / 6)}`],
  })),
  head('headers: blanks', (n) => ({ headers: [`Authorization: ${' \t'.repeat(n / 2)}x`] })),
  file('PNG: chunks of text', 400_000, (n) => png(new Array(n / 20).fill(textChunk('tEXt', 'a', 'b')))),
  file('PNG: chunks of data', 400_000, (n) => png([], Math.floor(n / 13))),
  file('PNG: blanks in a profile', 30_000, (n) =>
    png([textChunk('zTXt', 'Raw profile type exif', ' \n'.repeat(n / 2))]),
  ),
  file('PNG: letters in a profile', 30_000, (n) =>
    png([textChunk('iTXt', 'Raw profile type exif', 'exif\n'.repeat(n / 5))]),
  ),
  file('JPEG: segments', 400_000, (n) =>
    jpeg(Buffer.concat(new Array(n / 8).fill(Buffer.from('ffe10006aaaabbbb', 'hex')))),
  ),
  file('JPEG: bytes that fill', 2_000_000, (n) => jpeg(Buffer.alloc(n, 0xff))),
  file('JPEG: tables', 100_000, (n) =>
    jpeg(Buffer.concat(new Array(Math.floor(n / 69)).fill(quantisationTable()))),
  ),
  file('EXIF: fields', 4_000, (n) => jpeg(exif(n))),
  file('inflate: empty blocks', 1_000_000, emptyBlocks),
  {
    name: 'gzip: empty members',
    size: 400_000,
    build: (n) => {
      const member = gzipSync(Buffer.alloc(0));
      const body = Buffer.concat(new Array(Math.floor(n / member.length)).fill(member));
      return rawRequest({ headers: ['Content-Encoding: gzip'], body });
    },
  },
];

function form(name: string, size: number, bodyOf: (size: number) => string): GrowingInput {
  const headers = ['Content-Type: multipart/form-data; boundary=x'];
  return { name, size, build: (n) => rawRequest({ headers, body: bodyOf(n) }) };
}

function json(name: string, size: number, bodyOf: (size: number) => string): GrowingInput {
  const headers = ['Content-Type: application/json'];
  return { name, size, build: (n) => rawRequest({ headers, body: bodyOf(n) }) };
}

/** Longer ones are refused unread. */
function query(name: string, queryOf: (size: number) => string): GrowingInput {
  return { name, size: 1_000, build: (n) => rawRequest({ target: `/predict?${queryOf(n)}`, body: SEVEN }) };
}

/** 16 kB is the most that the front takes. */
function head(name: string, requestOf: (size: number) => RawRequest): GrowingInput {
  const get = { method: 'GET', target: '/model_info' };
  return { name, size: 3_600, build: (n) => rawRequest({ ...get, ...requestOf(n) }) };
}

function file(name: string, size: number, fileOf: (size: number) => Uint8Array): GrowingInput {
  return { name, size, build: (n) => rawRequest({ body: fileOf(n) }) };
}

function names(count: number, nameOf: (i: number) => string): string {
  return `{${Array.from({ length: count }, (_, i) => `"${nameOf(i)}":0`).join(',')}}`;
}

/** @param pieces that the image data is split into, most of them empty */
function png(texts: Parameters<typeof buildPng>[0], pieces = 1): Uint8Array {
  const data = idat(new Array(28 * 29).fill(0));
  const empty = new Array(pieces - 1).fill({ type: 'IDAT', data: new Uint8Array(0) });
  return buildPng([ihdr({ width: 28, height: 28 }), ...texts, ...empty, data, iend]);
}

/** With something before everything else. */
function jpeg(first: Uint8Array): Uint8Array {
  return Buffer.concat([JPEG.subarray(0, 2), first, JPEG.subarray(2)]);
}

function quantisationTable(): Uint8Array {
  return Buffer.concat([Buffer.from('ffdb004300', 'hex'), Buffer.alloc(64, 1)]);
}

/** A segment whose directory has so many fields, none of them the orientation. */
function exif(fields: number): Uint8Array {
  const most = Math.min(fields, 5_400);
  const tiff = Buffer.alloc(14 + 12 * most);
  tiff.write('MM\0*\0\0\0\x08', 'latin1');
  tiff.writeUInt16BE(most, 8);
  const head = Buffer.from('ffe10000457869660000', 'hex');
  head.writeUInt16BE(8 + tiff.length, 2);
  return Buffer.concat([head, tiff]);
}

function emptyBlocks(size: number): Uint8Array {
  const spec = { width: 28, height: 28, bitDepth: 8, interlaced: false, noiseBytes: 0 } as const;
  return emptyBlocksPng(spec, size);
}
