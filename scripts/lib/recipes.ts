import type { AugmentationPlan } from './augmentation/augment';
import type { NetworkVersion } from './networks';

/** Everything that decides how a version is trained, besides its network and its data. Goes into the card. */
export interface Recipe {
  readonly epochs: number;
  readonly batchSize: number;
  /** Highest learning rate, reached after `warmUpEpochs`; from there half a cosine leads to 0. */
  readonly peakLearningRate: number;
  readonly warmUpEpochs: number;
  /** Probability mass that the target shares out evenly among the ten classes. */
  readonly labelSmoothing: number;
  /** Decay per step of the running average of the weights, which is what ships. */
  readonly averageDecay: number;
  /** Share of pictures that are replaced by something that is no digit, with all classes equally likely. */
  readonly outlierShare: number;
  /** Share of the others that are replaced by digits that `npm run data -- --rendered` has drawn. */
  readonly renderedShare: number;
  readonly augmentation: AugmentationPlan;
}

export const RECIPES: Record<NetworkVersion, Recipe> = {
  'v1.0': {
    epochs: 20,
    batchSize: 128,
    peakLearningRate: 2e-3,
    warmUpEpochs: 1,
    labelSmoothing: 0,
    averageDecay: 0.999,
    outlierShare: 0,
    renderedShare: 0,
    augmentation: [
      {
        kind: 'affine',
        probability: 1,
        rotation: [-12, 12],
        shear: [-0.15, 0.15],
        scale: [0.88, 1.12],
        aspect: [0.92, 1.08],
        shift: [-2, 2],
      },
    ],
  },
  'v2.0': {
    epochs: 20,
    batchSize: 128,
    peakLearningRate: 3e-3,
    warmUpEpochs: 1,
    labelSmoothing: 0.02,
    averageDecay: 0.999,
    outlierShare: 0.07,
    renderedShare: 0.28,
    augmentation: [
      {
        kind: 'affine',
        probability: 1,
        rotation: [-15, 15],
        shear: [-0.2, 0.2],
        scale: [0.82, 1.14],
        aspect: [0.85, 1.18],
        shift: [-2, 2],
      },
      { kind: 'elastic', probability: 0.5, strength: [0, 1.1] },
      { kind: 'stroke-width', probability: 0.4, change: [-0.6, 1] },
      { kind: 'damage', probability: 0.08, gaps: [0, 4], radius: [0.7, 1.6], cut: [0, 3] },
      { kind: 'blur', probability: 0.15, sigma: [0.3, 1] },
      { kind: 'residue', probability: 0.08, slope: [0, 0.25], line: [0.1, 0.8], specks: [0, 6] },
      { kind: 'tone', probability: 0.25, logGamma: [-0.6, 0.6], ink: [0.7, 1], noise: [0, 0.08] },
    ],
  },
};

/**
 * Linear warm-up, then half a cosine down to 0 (Loshchilov & Hutter 2017, without restarts).
 *
 * @param progress share of all steps done, 0 … 1
 */
export function learningRateAt(recipe: Recipe, progress: number): number {
  const warmUp = recipe.warmUpEpochs / recipe.epochs;
  if (progress < warmUp) return (recipe.peakLearningRate * progress) / warmUp;
  const descent = (progress - warmUp) / (1 - warmUp);
  return (recipe.peakLearningRate * (1 + Math.cos(Math.PI * descent))) / 2;
}
