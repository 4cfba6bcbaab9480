import { CONFIG } from '../../../src/config';
import { decodeImage } from '../../../src/image/decode';
import type { Raster } from '../../../src/image/raster';
import type { DigitReader } from '../../../src/inference/judgement';
import type { LoadedModel } from '../../../src/inference/registry';
import { normalize } from '../../../src/preprocess/normalize';
import { recognize } from '../../../src/recognition/recognize';
import { normalizeFirst } from './first-normalizer';
import { type PairedCosts, pairedCosts } from './paired-costs';

/**
 * Measures the pipeline of `POST /predict` (decoding, normalising, predicting) with the first normaliser and with the current one.
 * HTTP is excluded: it costs both the same and would only hide the difference.
 *
 * @param bytes a PNG or JPEG
 * @param classifier what predicts
 */
export function compareNormalizers(bytes: Uint8Array, classifier: DigitReader): PairedCosts {
  const pipeline = (toPixels: (raster: Raster) => Float32Array) => () => {
    classifier.predict(toPixels(decodeImage(bytes, CONFIG.image).raster));
  };
  return pairedCosts(
    pipeline(normalizeFirst),
    pipeline((raster) => normalize(raster).pixels),
  );
}

/** Measures the same pipeline with two models. */
export function compareModels(bytes: Uint8Array, before: LoadedModel, now: LoadedModel): PairedCosts {
  const pipeline = (model: LoadedModel) => () => {
    recognize(bytes, model, CONFIG.image);
  };
  return pairedCosts(pipeline(before), pipeline(now));
}
