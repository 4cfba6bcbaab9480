import { percent } from './format';
import { accuracyOf, byGroup, type ModelOutcomes, type Outcome } from './outcome';
import { groupOf, STRESS_CELLS, type StressCell } from './stress-set';

/** Minimum accuracy for each disturbance at severity 3. */
export const STRESS_GOAL = 0.9;

/** Accuracy of a model for one disturbance and severity. */
export interface StressPoint extends StressCell {
  readonly model: string;
  readonly accuracy: number;
}

/** @returns one point for each kind and degree */
export function stressPoints({ model, outcomes }: ModelOutcomes): StressPoint[] {
  const groups = byGroup(outcomes);
  return STRESS_CELLS.map((cell) => ({
    ...cell,
    model: model.version,
    accuracy: accuracyOf(groups.get(groupOf(cell))!),
  }));
}

/** @returns the disturbance with the lowest accuracy at severity 3 */
export function worstAtThree(answers: ModelOutcomes): StressPoint {
  return stressPoints(answers)
    .filter(({ severity }) => severity === 3)
    .reduce((worst, point) => (point.accuracy < worst.accuracy ? point : worst));
}

/** @returns the lowest accuracy at severity 3 and its disturbance, for display */
export function describeWorst({ family, accuracy }: StressPoint): string {
  return `${percent(accuracy, 1)} (${accuracy === 1 ? 'every kind' : family})`;
}

/** @returns the outcomes at one severity, of all kinds */
export function atSeverity(outcomes: readonly Outcome[], severity: number): Outcome[] {
  return outcomes.filter(({ group }) => group.endsWith(` ${severity}`));
}
