import { percent } from './format';
import { accuracyOf, byGroup, type ModelOutcomes, type Outcome } from './outcome';
import { groupOf, STRESS_CELLS, type StressCell } from './stress-set';

/** Fewest right answers that a kind of trouble may leave at severity 3. */
export const STRESS_GOAL = 0.9;

/** Accuracy of a model in one kind and degree of trouble. */
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

/** @returns the kind with the fewest right answers at severity 3 */
export function worstAtThree(answers: ModelOutcomes): StressPoint {
  return stressPoints(answers)
    .filter(({ severity }) => severity === 3)
    .reduce((worst, point) => (point.accuracy < worst.accuracy ? point : worst));
}

/** @returns the fewest right answers at severity 3 and the kind that has them, as people read it */
export function describeWorst({ family, accuracy }: StressPoint): string {
  return `${percent(accuracy, 1)} (${accuracy === 1 ? 'every kind' : family})`;
}

/** @returns the outcomes at one severity, of all kinds */
export function atSeverity(outcomes: readonly Outcome[], severity: number): Outcome[] {
  return outcomes.filter(({ group }) => group.endsWith(` ${severity}`));
}
