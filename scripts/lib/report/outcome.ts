import type { Raster } from '../../../src/image/raster';
import type { LoadedModel } from '../../../src/inference/registry';
import { type Normalized, normalize } from '../../../src/preprocess/normalize';

/** A picture and the digit that it shows. */
export interface Labelled {
  readonly raster: Raster;
  readonly label: number;
}

/** What the service would answer to a picture, and whether that is right. */
export interface Outcome {
  readonly label: number;
  readonly digit: number;
  readonly confidence: number;
  readonly probabilities: Float32Array;
  readonly right: boolean;
  readonly normalized: Normalized;
}

/** Takes a picture through the Worker's own normaliser and classifier. */
export function recognizeLabelled({ raster, label }: Labelled, model: LoadedModel): Outcome {
  const normalized = normalize(raster);
  const probabilities = model.classifier.predict(normalized.pixels);
  const digit = probabilities.indexOf(Math.max(...probabilities));
  return {
    label,
    digit,
    confidence: probabilities[digit]!,
    probabilities,
    right: digit === label,
    normalized,
  };
}

/** Takes a set of 28×28 pictures, white on black as MNIST has them, as rasters. */
export function* toLabelled(images: Uint8Array, labels: Uint8Array, side = 28): Generator<Labelled> {
  const pixels = side * side;
  for (const [i, label] of labels.entries()) {
    const data = images.subarray(i * pixels, (i + 1) * pixels);
    yield { raster: { width: side, height: side, channels: 1, data }, label };
  }
}

/** Share of outcomes that are right. */
export function accuracyOf(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ right }) => right).length / outcomes.length;
}
