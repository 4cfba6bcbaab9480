import { DIGITS } from '../domain';
import type { Label } from '../feedback/feedback-protocol';
import type { RequestLocation, ShadowResult } from '../metrics/series/labels';
import { type Recognition, recognizeBatchInSteps } from '../recognition/recognize';
import type { Services } from './services';

/** The services that a shadow needs. */
type ShadowServices = Pick<Services, 'clock' | 'lanes' | 'models' | 'stopwatches' | 'metrics' | 'feedback'>;

/** What a shadow reads. */
export interface ShadowTask {
  readonly version: string;
  /** What was answered; only the normalised pictures are kept of the files. */
  readonly answers: readonly Recognition[];
  readonly requestId: string;
  /** Of the pictures in the request. */
  readonly places: readonly number[];
  /** When they were answered; milliseconds since 1970. */
  readonly at: number;
  readonly location: RequestLocation;
}

/**
 * Lets a version read pictures that another one has answered, counts whether it agrees, and remembers what it says where predictions
 * are remembered, so that labels can tell which of them is right. Runs after the response, gives way
 * to other requests, and is left out while the isolate has costly work to do. Never rejects.
 */
export async function readAlong(services: ShadowServices, task: ShadowTask): Promise<void> {
  const { version, location } = task;
  await services.clock.giveWay();
  const results = await compare(services, task);
  services.metrics.recorder.recordShadow({ modelVersion: version, results, location });
}

async function compare(
  { lanes, models, stopwatches, feedback }: ShadowServices,
  { version, answers, requestId, places, at, location }: ShadowTask,
): Promise<Partial<Record<ShadowResult, number>>> {
  try {
    // Before it takes the place of costly work, which loading may not hold up.
    const model = await models.load(version);
    using place = lanes.enterIfIdle();
    if (place === null) return { skipped: answers.length };
    // The pictures are gone: another eye cannot look at them.
    const { eye } = await models.load(answers[0]!.modelVersion);
    if (eye.network !== model.eye.network) return { skipped: answers.length };
    const { value } = await stopwatches.of(version).timeApart(recognizeBatchInSteps(answers, model));
    const readings = value.map((recognition, index) => ({
      ...{ requestId, place: places[index]!, at },
      ...{ modelVersion: version, answer: labelOf(recognition) },
    }));
    feedback.remember(
      readings.map((reading) => () => reading),
      location,
    );
    const agrees = readings.filter(({ answer }, index) => answer === labelOf(answers[index]!)).length;
    return { agrees, differs: answers.length - agrees };
  } catch {
    // The registry logs why a model cannot be loaded.
    return { failed: answers.length };
  }
}

/** What a version says, in the words of labels: whatever the reason, there is a digit or none. */
function labelOf({ digit, rejectReason }: Recognition): Label {
  return rejectReason === null ? DIGITS[digit]! : 'not_a_digit';
}
