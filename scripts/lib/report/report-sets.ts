import type { Answers } from './outcome';

/** Answers of several models to one set; the model that the report is about comes first. */
export type SetAnswers = readonly Answers[];

/** The sets that a model report is made from. */
export interface ReportSets {
  readonly mnist: SetAnswers;
  /** Empty when they are not here. */
  readonly otherWriters: readonly SetAnswers[];
  /** Null when they are not here. */
  readonly handwriting: SetAnswers | null;
  readonly stress: SetAnswers;
}
