import type { DigitSet } from '../data/mnist';
import { type Random, seededRandom, shuffledIndices } from '../random';
import { drawOutlier } from '../scenes/outliers/outliers';
import { augment } from './augmentation/augment';
import { pictureSources, type Recipe } from './recipes';

/** One thread's share of a batch. */
export interface TrainingBatch {
  /** `count × 784`. */
  readonly pixels: Float32Array;
  /** `count × 10` probabilities. */
  readonly targets: Float32Array;
  /** `count` digits; `NO_DIGIT` for outliers. */
  readonly labels: Uint8Array;
}

export const NO_DIGIT = 255;

/** Streams of random numbers that must not be the same. */
const SHUFFLE_STREAM = 1;
const PICTURE_STREAM = 2;

export interface BatchSources {
  readonly recipe: Recipe;
  readonly seed: number;
  readonly training: DigitSet;
  /** Rendered and normalised training digits; null if the recipe uses none. */
  readonly rendered: DigitSet | null;
}

/** @returns complete batches in a training set; the remainder is omitted from the epoch */
export function stepsPerEpochOf({ recipe, training }: Pick<BatchSources, 'recipe' | 'training'>): number {
  return Math.floor(training.labels.length / recipe.batchSize);
}

/** @returns the indices of all training pictures in the order in which an epoch shows them */
export function pictureOrder({ seed, training }: BatchSources, epoch: number): Uint32Array {
  return shuffledIndices(training.labels.length, seededRandom(seed, SHUFFLE_STREAM, epoch));
}

/**
 * Makes the pictures of one share of a batch. Each depends on the seed, the epoch and its index alone.
 *
 * @param indices of the training pictures
 */
export function makeBatch(sources: BatchSources, indices: Uint32Array, epoch: number): TrainingBatch {
  const { recipe, seed } = sources;
  const { augmentation, renderedShare } = pictureSources(recipe, epoch);
  const batch = {
    pixels: new Float32Array(indices.length * 784),
    targets: new Float32Array(indices.length * 10).fill(recipe.labelSmoothing / 10),
    labels: new Uint8Array(indices.length),
  };
  indices.forEach((index, position) => {
    const random = seededRandom(seed, PICTURE_STREAM, epoch, index);
    const { pixels, label } = drawPicture(sources, renderedShare, index, random);
    batch.pixels.set(augment(pixels, augmentation, random), position * 784);
    batch.labels[position] = label;
    const target = batch.targets.subarray(position * 10, (position + 1) * 10);
    if (label === NO_DIGIT) target.fill(1 / 10);
    else target[label]! += 1 - recipe.labelSmoothing;
  });
  return batch;
}

function drawPicture(
  { recipe, training, rendered }: BatchSources,
  renderedShare: number,
  index: number,
  random: Random,
) {
  if (recipe.outlierShare > 0 && random() < recipe.outlierShare) {
    const anyDigit = (draw: Random) => pictureOf(training, Math.floor(draw() * training.labels.length));
    return { pixels: drawOutlier(random, anyDigit), label: NO_DIGIT };
  }
  if (rendered !== null && random() < renderedShare) {
    const other = Math.floor(random() * rendered.labels.length);
    return { pixels: pictureOf(rendered, other), label: rendered.labels[other]! };
  }
  return { pixels: pictureOf(training, index), label: training.labels[index]! };
}

function pictureOf({ images }: DigitSet, index: number): Float32Array {
  const pixels = new Float32Array(784);
  for (let i = 0; i < 784; i++) pixels[i] = images[index * 784 + i]! / 255;
  return pixels;
}
