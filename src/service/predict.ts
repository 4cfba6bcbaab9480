import type { SourceFormat } from '../domain';
import { statedPixels } from '../image/stated-pixels';
import type { LoadedModel } from '../inference/registry';
import { type Explanation, explainInSteps } from '../recognition/explain';
import {
  type FileRecognition,
  type Recognition,
  recognizeInSteps,
  type StageListener,
} from '../recognition/recognize';
import type { Services } from './services';

/** A picture file that owns its memory. It may be disposed of more than once. */
export interface PictureFile extends Disposable {
  /** A PNG or JPEG; empty once the file has been disposed of. */
  readonly bytes: Uint8Array;
}

/** A picture to recognise. */
export interface PredictionRequest {
  /** Disposed of as soon as it has been decoded or rejected. */
  readonly file: PictureFile;
  /** Version of the model; default: the default model. */
  readonly model?: string | undefined;
  /** Whether to explain the prediction; default: no. */
  readonly explain?: boolean | undefined;
  /** Aborted when the client disconnects. */
  readonly signal?: AbortSignal | undefined;
  readonly onStage?: StageListener | undefined;
}

/** A prediction with facts about the picture. It holds no memory that grows with the picture. */
export interface Prediction extends Recognition {
  readonly format: SourceFormat;
  /** Width × height of the source. */
  readonly sourcePixels: number;
  /** Time from the bytes of the file to the prediction. */
  readonly inferenceSeconds: number;
  /** The part of the picture with the digit: 64×64 grey levels, or fewer; null unless pictures are kept for feedback. */
  readonly crop: Uint8Array | null;
  /** Null unless requested. */
  readonly explanation: TimedExplanation | null;
}

/** An explanation and the time it took, which is not included in the prediction's time. */
export interface TimedExplanation extends Explanation {
  readonly seconds: number;
}

/** The services that a prediction needs. */
export type PredictServices = Pick<Services, 'config' | 'models' | 'stopwatches' | 'lanes'>;

/**
 * Recognises the digit in a file once its lane is free, and gives way to other requests in between. Memory that grows with the
 * picture is released as early as possible: the raster's once it has been normalised, the file's once it has been recognised.
 *
 * @throws ServiceError `unknown_model`, `model_unavailable`, `temporarily_overloaded`, or a code of a file that cannot be
 *   decoded
 */
export async function predict(services: PredictServices, request: PredictionRequest): Promise<Prediction> {
  using file = request.file;
  const model = await services.models.load(request.model);
  using _place = await enterLane(services, request, model);
  const { value, seconds } = await recognizeTimed(services, file, model, request.onStage);
  file[Symbol.dispose]();
  const { source, ...recognition } = value;
  return {
    ...recognition,
    format: source.format,
    sourcePixels: source.width * source.height,
    inferenceSeconds: seconds,
    explanation: request.explain ? await explainTimed(services, value, model) : null,
  };
}

function enterLane(
  { lanes }: PredictServices,
  { file, explain, signal }: PredictionRequest,
  model: LoadedModel,
) {
  const { bytes } = file;
  const isCostly = explain === true || model.members.length > 0;
  return lanes.enter({ pixels: statedPixels(bytes), bytes: bytes.length, isCostly }, signal ?? null);
}

function recognizeTimed(
  { config, stopwatches }: PredictServices,
  file: PictureFile,
  model: LoadedModel,
  onStage?: StageListener,
) {
  const keepCrop = config.feedback?.images ?? false;
  const work = recognizeInSteps(file.bytes, model, config.image, onStage, keepCrop);
  return stopwatches.of(model.version).time(work);
}

async function explainTimed(
  { stopwatches }: PredictServices,
  recognition: FileRecognition,
  model: LoadedModel,
): Promise<TimedExplanation> {
  const stopwatch = stopwatches.of(model.version);
  const { value, seconds } = await stopwatch.timeApart(explainInSteps(recognition, model));
  return { ...value, seconds };
}
