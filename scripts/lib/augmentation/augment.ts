import type { Random } from '../random';
import { type AffineTransform, applyAffine } from './affine';

/** One kind of change with its ranges. A plan is a list of them, and goes into the model's card as it is. */
export type Transform = AffineTransform;
export type AugmentationPlan = readonly Transform[];

/**
 * Makes another picture of the same digit.
 *
 * @param pixels 784 values in [0, 1], white on black; left as it is
 * @param plan applied in order, each transform with its probability
 * @returns 784 values in [0, 1]
 */
export function augment(pixels: Float32Array, plan: AugmentationPlan, random: Random): Float32Array {
  let picture = pixels;
  for (const transform of plan) {
    if (random() < transform.probability) picture = applyTransform(picture, transform, random);
  }
  return picture;
}

function applyTransform(pixels: Float32Array, transform: Transform, random: Random): Float32Array {
  switch (transform.kind) {
    case 'affine':
      return applyAffine(pixels, transform, random);
  }
}
