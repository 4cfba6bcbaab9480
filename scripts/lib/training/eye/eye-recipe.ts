import type { Schedule } from '../recipes';

/** Steps between two checkpoints, called an epoch: scenes never come twice. */
export const STEPS_PER_EPOCH = 250;

/**
 * Not tuned. The learning rate stays at its peak until the last sixth, so that training can go on for longer than it was once
 * planned: `--epochs` of a run that is resumed sets the new end.
 *
 * @param epochs all of them, of 32,000 scenes each
 */
export function eyeSchedule(epochs: number): Schedule {
  return {
    epochs,
    batchSize: 128,
    peakLearningRate: 3e-3,
    warmUpEpochs: 1,
    descentEpochs: Math.max(1, Math.round(epochs / 6)),
    averageDecay: 0.9995,
    refinement: null,
  };
}
