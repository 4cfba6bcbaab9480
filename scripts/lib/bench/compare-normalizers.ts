import { median } from 'simple-statistics';
import { CONFIG } from '../../../src/config';
import { decodeImage } from '../../../src/image/decode';
import type { Raster } from '../../../src/image/raster';
import type { DigitReader } from '../../../src/inference/judgement';
import { normalize } from '../../../src/preprocess/normalize';
import { normalizeFirst } from './first-normalizer';

/** Alternating rounds; the first ones warm up. */
const WARM_UP_ROUNDS = 20;
const ROUNDS = 100;
/** Pictures per round: about 40 ms, far above the microsecond resolution of CPU time. */
const PICTURES = 10;

/** Median CPU milliseconds for one picture. */
export interface NormalizerCost {
  readonly picture: string;
  /** Decoding, normalising and predicting, with the first normaliser and with the current one. */
  readonly firstMilliseconds: number;
  readonly nowMilliseconds: number;
}

/**
 * Measures the pipeline of `POST /predict` with the first normaliser and with the current one, alternately in this process,
 * so that both run under the same conditions. HTTP is excluded: it costs both the same and would only hide the difference.
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
