import type { Assigner } from '../domain';
import type { LabelledCell } from './feedback-protocol';

/** How many labelled predictions of a version were right. */
export interface LabelledCount {
  readonly labelled: number;
  readonly correct: number;
}

/**
 * Counts labelled predictions by version.
 * @param assignedBy only those whose version was chosen by this; default: all
 */
export function countLabelled(
  cells: readonly LabelledCell[],
  assignedBy?: Assigner,
): Map<string, LabelledCount> {
  const counts = new Map<string, LabelledCount>();
  for (const cell of cells) {
    if (assignedBy !== undefined && cell.assignedBy !== assignedBy) continue;
    const { labelled, correct } = counts.get(cell.modelVersion) ?? { labelled: 0, correct: 0 };
    const right = cell.answer === cell.label ? cell.count : 0;
    counts.set(cell.modelVersion, { labelled: labelled + cell.count, correct: correct + right });
  }
  return counts;
}
