import { wilsonInterval } from './confidence-interval';
import { percent } from './format';
import { accuracyOf, type Outcome } from './outcome';
import type { Table } from './report';

/**
 * Tabulates the accuracy of each group with its confidence interval.
 *
 * @param title of the table
 * @param groups outcomes by name
 * @param total whether to add all of them together and the mean of the groups' accuracies
 */
export function accuracyTable(
  title: string,
  groups: ReadonlyMap<string, readonly Outcome[]>,
  { total }: { readonly total: boolean },
): Table {
  const rows = [...groups].map(([name, outcomes]) => toRow(name, outcomes));
  if (total) {
    rows.push(toRow('all', [...groups.values()].flat()));
    rows.push(['macro-average', '', '', percent(macroAverage(groups)), '']);
  }
  return { title, head: ['', 'pictures', 'wrong', 'accuracy', '95 % confidence'], rows };
}

/** @returns the mean of the groups' accuracies: each counts the same, however large it is */
export function macroAverage(groups: ReadonlyMap<string, readonly Outcome[]>): number {
  return [...groups.values()].reduce((sum, outcomes) => sum + accuracyOf(outcomes), 0) / groups.size;
}

/** `99.31 – 99.48 %`: the interval that covers the true accuracy in 95 % of samples. */
export function confidenceOf(outcomes: readonly Outcome[]): string {
  const right = outcomes.filter((outcome) => outcome.right).length;
  const { low, high } = wilsonInterval(right, outcomes.length);
  return `${(100 * low).toFixed(2)} – ${percent(high)}`;
}

function toRow(name: string, outcomes: readonly Outcome[]): string[] {
  const wrong = outcomes.filter((outcome) => !outcome.right).length;
  return [
    name,
    String(outcomes.length),
    String(wrong),
    percent(accuracyOf(outcomes)),
    confidenceOf(outcomes),
  ];
}
