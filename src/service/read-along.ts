import type { RequestLocation, ShadowResult } from '../metrics/series/labels';
import { type Recognition, recognizeBatchInSteps } from '../recognition/recognize';
import type { Services } from './services';

/** The services that a shadow needs. */
type ShadowServices = Pick<Services, 'clock' | 'lanes' | 'models' | 'stopwatches' | 'metrics'>;

/** What a shadow reads. */
export interface ShadowTask {
  readonly version: string;
  /** What was answered; only the normalised pictures are kept of the files. */
  readonly answers: readonly Recognition[];
  readonly location: RequestLocation;
}

/**
 * Lets a version read pictures that another one has answered, and counts whether it agrees. Runs after the response, gives way
 * to other requests, and is left out while the isolate has costly work to do. Never rejects.
 */
export async function readAlong(services: ShadowServices, task: ShadowTask): Promise<void> {
  const { version, location } = task;
  await services.clock.giveWay();
  const results = await compare(services, task);
  services.metrics.recorder.recordShadow({ modelVersion: version, results, location });
}

async function compare(
  { lanes, models, stopwatches }: ShadowServices,
  { version, answers }: ShadowTask,
): Promise<Partial<Record<ShadowResult, number>>> {
  using place = lanes.enterIfIdle();
  if (place === null) return { skipped: answers.length };
  try {
    const model = await models.load(version);
    // The pictures are gone: what was found in them by rule, a model that looks for itself cannot look at.
    const legible = answers.filter(({ sight }) => model.finder === null || sight !== null);
    const { value } = await stopwatches.of(version).timeApart(recognizeBatchInSteps(legible, model));
    const agrees = value.filter((recognition, index) => isSameAnswer(recognition, legible[index]!)).length;
    const skipped = answers.length - legible.length;
    return { agrees, differs: legible.length - agrees, ...(skipped > 0 && { skipped }) };
  } catch {
    // The registry logs why a model cannot be loaded.
    return { failed: answers.length };
  }
}

/** Both say the same digit, or both say that there is none, for whatever reason. */
function isSameAnswer(one: Recognition, other: Recognition): boolean {
  if (one.rejectReason !== null || other.rejectReason !== null)
    return one.rejectReason !== null && other.rejectReason !== null;
  return one.digit === other.digit;
}
