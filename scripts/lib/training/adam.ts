/** Moments of Adam's running averages, one number per parameter, and the number of steps so far. */
export interface AdamState {
  step: number;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** Kingma & Ba 2015, algorithm 1: what the paper recommends. */
const BETA_1 = 0.9;
const BETA_2 = 0.999;
/** Keras' default; the paper has 1e-8. */
const EPSILON = 1e-7;

/** @returns a state before the first step */
export function createAdamState(parameterCount: number): AdamState {
  return { step: 0, mean: new Float32Array(parameterCount), variance: new Float32Array(parameterCount) };
}

/**
 * One step of Adam on a flat vector of parameters, in place.
 *
 * Plain numbers instead of tfjs' optimizer: the state is two arrays that a checkpoint can hold, both training
 * threads compute the same bits, and a step over 225,034 parameters costs about a millisecond.
 *
 * @param parameters changed in place
 * @param gradient of the same length
 * @param learningRate for this step
 */
export function adamStep(
  parameters: Float32Array,
  gradient: Float32Array,
  state: AdamState,
  learningRate: number,
): void {
  state.step++;
  const { mean, variance } = state;
  const [correction1, correction2] = adamCorrections(state.step);
  for (let i = 0; i < parameters.length; i++) {
    const slope = gradient[i]!;
    const m = BETA_1 * mean[i]! + (1 - BETA_1) * slope;
    const v = BETA_2 * variance[i]! + (1 - BETA_2) * slope * slope;
    mean[i] = m;
    variance[i] = v;
    parameters[i]! -= (learningRate * (m / correction1)) / (Math.sqrt(v / correction2) + EPSILON);
  }
}

/**
 * What the two moments are divided by, which began at 0.
 *
 * @param step from 1
 */
export function adamCorrections(step: number): [number, number] {
  return [1 - BETA_1 ** step, 1 - BETA_2 ** step];
}
