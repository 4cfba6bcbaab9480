import { deflateSync } from 'node:zlib';
import { passes } from '../../../src/image/png/adam7';
import { buildPng, iend, ihdr } from '../../../test/image/png/build-png';
import { seededRandom } from '../random';

const PAETH = 4;
const RGBA = 6;
const RGBA_SAMPLES = 4;

/** What a PNG of the worst kind looks like: RGBA, the most expensive filter on every row. */
export interface WorstPng {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 8 | 16;
  readonly interlaced: boolean;
  /** Bytes of image data that do not compress; the rest are zeros, which compress a thousandfold. */
  readonly noiseBytes: number;
}

/** Builds the file. Takes about a second for each 100 MB of image data. */
export function worstPng(spec: WorstPng): Uint8Array<ArrayBuffer> {
  const { width, height, bitDepth, interlaced } = spec;
  const header = ihdr({ width, height, bitDepth, colourType: RGBA, interlace: interlaced ? 1 : 0 });
  const imageData = { type: 'IDAT', data: deflateSync(scanlines(spec), { level: 9 }) };
  return new Uint8Array(buildPng([header, imageData, iend]));
}

function scanlines({ width, height, bitDepth, interlaced, noiseBytes }: WorstPng): Uint8Array {
  const pixelBytes = (RGBA_SAMPLES * bitDepth) / 8;
  const rows = passes(width, height, interlaced).flatMap((pass) =>
    new Array<number>(pass.height).fill(1 + pass.width * pixelBytes),
  );
  const data = new Uint8Array(rows.reduce((sum, bytes) => sum + bytes, 0));
  const random = seededRandom(width, height);
  for (let i = 0; i < noiseBytes; i++) data[i] = 256 * random();
  let start = 0;
  for (const bytes of rows) {
    data[start] = PAETH;
    start += bytes;
  }
  return data;
}
