import type { DigitSet } from '../../scripts/lib/data/mnist';
import { createTrainingNetwork, type NetworkVersion } from '../../scripts/lib/training/networks';
import type { Recipe } from '../../scripts/lib/training/recipes';
import type { TrainingRun } from '../../scripts/lib/training/trainer';
import { createTrainingState, type TrainingState } from '../../scripts/lib/training/training-state';
import type { WorkerReport } from '../../scripts/lib/training/training-task';

interface ShortTraining {
  readonly trainer: (run: TrainingRun) => Promise<void>;
  readonly version: NetworkVersion;
  readonly recipe: Recipe;
  readonly threads: number;
  readonly training: DigitSet;
  /** Where to start; a fresh network where left out. */
  readonly state?: TrainingState;
  /** Stops the run with its first report. */
  readonly stopAfterFirst?: AbortController;
}

/** Trains with seed 1, without drawn digits. Returns all reports. */
export async function trainShortly({
  trainer,
  version,
  recipe,
  threads,
  training,
  state,
  stopAfterFirst,
}: ShortTraining): Promise<WorkerReport[]> {
  const reports: WorkerReport[] = [];
  await trainer({
    network: version,
    recipe,
    seed: 1,
    threads,
    training,
    rendered: null,
    state: state ?? createTrainingState(createTrainingNetwork(version, 1)),
    signal: stopAfterFirst?.signal ?? new AbortController().signal,
    onReport: (report) => {
      reports.push(report);
      stopAfterFirst?.abort();
    },
  });
  return reports;
}
