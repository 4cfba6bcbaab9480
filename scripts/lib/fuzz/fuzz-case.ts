import { CONFIG } from '../../../src/config';
import type { ImageFormat } from '../../../src/domain';
import { ServiceError } from '../../../src/errors';
import { decodeImage } from '../../../src/image/decode';
import type { DecodedImage } from '../../../src/image/raster';
import { type Random, seededRandom } from '../random';
import { mutateJpeg } from './mutate-jpeg';
import { mutatePng } from './mutate-png';
import { pick } from './mutations';

/** The longest that a file of less than 100 kB may take. */
const HANG_MILLISECONDS = 250;

// What decoding may allocate, garbage included: the isolate has 128 MB.
const MAX_ALLOCATED_BYTES = 48 * 2 ** 20;

/** Result of a case. */
export interface FuzzOutcome {
  /** Whether it decoded to a picture. */
  readonly decoded: boolean;
  /** Description of a defect, or null. */
  readonly finding: string | null;
}

/**
 * Builds the file of a case: the same number always gives the same file.
 *
 * @param format to fuzz
 * @param seeds valid files
 * @param number of the case
 */
export function fuzzedFile(format: ImageFormat, seeds: readonly Uint8Array[], number: number): Uint8Array {
  const random: Random = seededRandom(format === 'png' ? 1 : 2, number);
  const seed = pick(random, seeds);
  return format === 'png' ? mutatePng(seed, random) : mutateJpeg(seed, random);
}

/**
 * Decodes a file and judges what happened: both a typed refusal and a well-formed picture are correct.
 *
 * @param file any bytes
 * @param maxMilliseconds longest that it may take
 */
export function runCase(file: Uint8Array, maxMilliseconds: number = HANG_MILLISECONDS): FuzzOutcome {
  const outcome = judge(file);
  // Another process may have used the CPU: only a case that is slow three times counts as slow.
  for (let again = 0; again < 2 && outcome.milliseconds > maxMilliseconds; again++) {
    outcome.milliseconds = Math.min(outcome.milliseconds, judge(file).milliseconds);
  }
  if (outcome.milliseconds > maxMilliseconds) {
    outcome.finding ??= `took ${outcome.milliseconds.toFixed(0)} ms`;
  }
  return outcome;
}

function judge(file: Uint8Array): { decoded: boolean; finding: string | null; milliseconds: number } {
  const allocatedBefore = process.memoryUsage().arrayBuffers;
  const start = performance.now();
  let decoded = false;
  let finding: string | null = null;
  try {
    finding = malformation(decodeImage(file, CONFIG.image));
    decoded = true;
  } catch (error) {
    if (!(error instanceof ServiceError)) finding = `untyped throw: ${String(error)}`;
    else if (error.code === 'internal_error') finding = `internal error: ${error.message}`;
  }
  const milliseconds = performance.now() - start;
  const allocated = process.memoryUsage().arrayBuffers - allocatedBefore;
  if (allocated > MAX_ALLOCATED_BYTES) finding ??= `allocated ${(allocated / 2 ** 20).toFixed(0)} MiB`;
  return { decoded, finding, milliseconds };
}

function malformation({ raster, sourceWidth, sourceHeight }: DecodedImage): string | null {
  const { width, height, channels, data } = raster;
  if (width < 1 || height < 1 || width > sourceWidth || height > sourceHeight) {
    return `raster of ${width}×${height} from ${sourceWidth}×${sourceHeight}`;
  }
  return data.length === width * height * channels
    ? null
    : `${data.length} bytes for ${width}×${height}×${channels}`;
}
