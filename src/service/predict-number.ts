import { ServiceError } from '../errors';
import { statedPixels } from '../image/stated-pixels';
import { describeNumber, type NumberDescription } from '../recognition/describe-number';
import { type NumberModel, readNumberInSteps, readsNumbers } from '../recognition/read-number';
import type { PredictionRequest, PredictServices } from './predict';

/** What is written in a picture. */
export interface NumberPrediction extends NumberDescription {
  readonly modelVersion: string;
  /** Time from the bytes of the file to the last digit. */
  readonly inferenceSeconds: number;
}

/**
 * Reads all digits in a file, with a model that finds digits; by default the first of those. It shares the lane of costly requests,
 * since it may take as long as an ensemble.
 *
 * @throws ServiceError as `predict()` does, and `invalid_request` if the model reads one digit at a time
 */
export async function predictNumber(
  { models, lanes, stopwatches, config }: PredictServices,
  request: Omit<PredictionRequest, 'explain'>,
): Promise<NumberPrediction> {
  using file = request.file;
  const model = await loadSeer(models, request.model);
  const { bytes } = file;
  const work = { pixels: statedPixels(bytes), bytes: bytes.length, isCostly: true };
  using _place = await lanes.enter(work, request.signal ?? null);
  const reading = readNumberInSteps(bytes, model, config.image, request.onStage);
  const { value, seconds } = await stopwatches.of(model.version).timeApart(reading);
  return { ...describeNumber(value), modelVersion: model.version, inferenceSeconds: seconds };
}

async function loadSeer(models: PredictServices['models'], name: string | undefined): Promise<NumberModel> {
  const [first] = models.finders;
  const model = await models.load(name ?? first);
  if (readsNumbers(model)) return model;
  const message = `Cannot read a number with ${model.version}: it reads one digit at a time; use ${models.finders.join(' or ')}`;
  throw new ServiceError('invalid_request', message);
}
