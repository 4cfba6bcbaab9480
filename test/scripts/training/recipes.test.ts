import { describe, expect, it } from 'vitest';
import { learningRateAt, pictureSources, RECIPES, type Recipe } from '../../../scripts/lib/training/recipes';

const STEPS = 10;
const recipe: Recipe = {
  ...RECIPES['v2.0'],
  epochs: 12,
  warmUpEpochs: 2,
  peakLearningRate: 0.4,
  renderedShare: 0.3,
  refinement: { epochs: 4, share: 0.5, peakLearningRate: 0.1, renderedShare: 0.1, augmentation: [] },
};
const rateAt = (epoch: number) => learningRateAt(recipe, epoch * STEPS, STEPS);

describe('learningRateAt()', () => {
  it('rises in a line to its peak, is half of it midway down, and goes to 0', () => {
    expect(rateAt(0)).toBe(0);
    expect(rateAt(1)).toBeCloseTo(0.2, 12);
    expect(rateAt(2)).toBeCloseTo(0.4, 12);
    expect(rateAt(5)).toBeCloseTo(0.2, 12);
    expect(rateAt(7.9)).toBeLessThan(0.002);
  });

  it('restarts for the refinement, without warming up', () => {
    expect(rateAt(8)).toBeCloseTo(0.1, 12);
    expect(rateAt(10)).toBeCloseTo(0.05, 12);
    expect(rateAt(11.9)).toBeLessThan(0.0002);
  });

  it('goes down once where there is no refinement', () => {
    expect(learningRateAt({ ...recipe, refinement: null }, 7 * STEPS, STEPS)).toBeCloseTo(0.2, 12);
  });
});

describe('pictureSources()', () => {
  it('is the recipe’s own until the refinement begins', () => {
    expect(pictureSources(recipe, 7).renderedShare).toBe(0.3);
    expect(pictureSources(recipe, 8)).toBe(recipe.refinement);
    expect(pictureSources({ ...recipe, refinement: null }, 11).renderedShare).toBe(0.3);
  });
});
