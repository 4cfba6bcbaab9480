import type { Random } from '../../random';
import { type AffineTransform, applyAffine } from './affine';
import { applyBlur, type BlurTransform } from './blur';
import { applyDamage, type DamageTransform } from './damage';
import { applyElastic, type ElasticTransform } from './elastic';
import { applyResidue, type ResidueTransform } from './residue';
import { applyStrokeWidth, type StrokeWidthTransform } from './stroke-width';
import { applyTone, type ToneTransform } from './tone';

/** One kind of change with its ranges. A plan is a list of them, and goes into the model's card as it is. */
export type Transform =
  | AffineTransform
  | BlurTransform
  | DamageTransform
  | ElasticTransform
  | ResidueTransform
  | StrokeWidthTransform
  | ToneTransform;
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
    case 'blur':
      return applyBlur(pixels, transform, random);
    case 'damage':
      return applyDamage(pixels, transform, random);
    case 'elastic':
      return applyElastic(pixels, transform, random);
    case 'residue':
      return applyResidue(pixels, transform, random);
    case 'stroke-width':
      return applyStrokeWidth(pixels, transform, random);
    case 'tone':
      return applyTone(pixels, transform, random);
  }
}
