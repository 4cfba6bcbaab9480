import { deflateRawSync, deflateSync, constants as zlib } from 'node:zlib';
import { passes } from '../../../../src/image/png/adam7';
import { buildPng, iend, ihdr } from '../../../../test/support/image/build-png';
import { seededRandom } from '../../random';
import { type BitField, EMPTY_DYNAMIC_BLOCK, EMPTY_FIXED_BLOCK, repeatBlock } from './empty-blocks';

const PAETH = 4;
const RGBA = 6;
const RGBA_SAMPLES = 4;

/** Parameters of a worst-case PNG: RGBA, the most expensive filter on every row. */
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
  return joinPng(spec, deflateSync(scanlines(spec), { level: 9 }));
}

/**
 * A picture whose data begin with empty blocks of 10 bits each.
 *
 * @param blocks how many
 */
export function emptyBlocksPng(spec: WorstPng, blocks: number): Uint8Array<ArrayBuffer> {
  return withEmptyBlocks(spec, 0, EMPTY_FIXED_BLOCK, blocks);
}

/**
 * A picture in which codes change as often as allowed before the last bytes, to no effect.
 *
 * @param changes how often
 */
export function codeChangesPng(spec: WorstPng, changes: number): Uint8Array<ArrayBuffer> {
  return withEmptyBlocks(spec, 1, EMPTY_DYNAMIC_BLOCK, changes);
}

/** @param position of the empty blocks within the data, 0 before all of them, 1 before the last byte */
function withEmptyBlocks(
  spec: WorstPng,
  position: 0 | 1,
  block: readonly BitField[],
  times: number,
): Uint8Array<ArrayBuffer> {
  const data = scanlines(spec);
  const split = position * (data.length - 1);
  const options = { level: 9, finishFlush: zlib.Z_SYNC_FLUSH };
  const whole = deflateSync(data);
  const zlibData = Buffer.concat([
    whole.subarray(0, 2),
    deflateRawSync(data.subarray(0, split), options),
    repeatBlock(block, times),
    deflateRawSync(data.subarray(split)),
    whole.subarray(-4),
  ]);
  return joinPng(spec, zlibData);
}

function joinPng({ width, height, bitDepth, interlaced }: WorstPng, zlibData: Uint8Array) {
  const header = ihdr({ width, height, bitDepth, colourType: RGBA, interlace: interlaced ? 1 : 0 });
  return new Uint8Array(buildPng([header, { type: 'IDAT', data: zlibData }, iend]));
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
