import { median } from 'simple-statistics';
import { CONFIG } from '../../../src/config';
import { decodeImage } from '../../../src/image/decode';
import type { Raster } from '../../../src/image/raster';
import type { DigitReader } from '../../../src/inference/judgement';
import { normalize } from '../../../src/preprocess/normalize';
import { normalizeFirst } from './first-normalizer';

/** Rounds of both in turn; the first ones warm up. */
const WARM_UP_ROUNDS = 20;
const ROUNDS = 100;
/** Pictures a round: some 40 ms, of which the microsecond that CPU time is counted in is nothing. */
const PICTURES = 10;

/** Median CPU milliseconds for one picture. */
export interface NormalizerCost {
  readonly picture: string;
  /** Decoding, normalising and predicting, with the first normaliser and with today's. */
  readonly firstMilliseconds: number;
  readonly nowMilliseconds: number;
}

/**
 * Measures the pipeline of `POST /predict` with the first normaliser and with today's, in this process and in turn,
 * so that both meet the same machine. HTTP is left out: it costs both the same and would only hide the difference.
 *
 * @param picture what to call it
 * @param bytes a PNG or JPEG
 * @param classifier what predicts
 */
export function compareNormalizers(
  picture: string,
  bytes: Uint8Array,
  classifier: DigitReader,
): NormalizerCost {
  const first: number[] = [];
  const now: number[] = [];
  const pipeline = (toPixels: (raster: Raster) => Float32Array): void => {
    classifier.predict(toPixels(decodeImage(bytes, CONFIG.image).raster));
  };
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const firstCost = cpuMilliseconds(() => pipeline(normalizeFirst));
    const nowCost = cpuMilliseconds(() => pipeline((raster) => normalize(raster).pixels));
    if (round < WARM_UP_ROUNDS) continue;
    first.push(firstCost);
    now.push(nowCost);
  }
  return { picture, firstMilliseconds: median(first), nowMilliseconds: median(now) };
}

/** CPU milliseconds of one of `PICTURES` runs. */
function cpuMilliseconds(run: () => void): number {
  const before = process.cpuUsage();
  for (let i = 0; i < PICTURES; i++) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / PICTURES;
}
