import type { ModelOutcomes } from './outcome';

/** Outcomes of several models to one set; the model that the report is about comes first. */
export type SetOutcomes = readonly ModelOutcomes[];

/** The sets that a model report is made from. */
export interface ReportSets {
  readonly mnist: SetOutcomes;
  /** Empty if unavailable. */
  readonly otherWriters: readonly SetOutcomes[];
  /** Null if unavailable. */
  readonly handwriting: SetOutcomes | null;
  readonly stress: SetOutcomes;
}
