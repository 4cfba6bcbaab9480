import type { ImageFormat } from '../domain';
import type { LoadedModel } from '../inference/registry';
import { type Explanation, explain } from '../recognition/explain';
import { type FileRecognition, type Recognition, recognize } from '../recognition/recognize';
import type { Services } from './services';

/** A picture file that owns its memory. */
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
}

/** A prediction with facts about the picture. It holds no memory that grows with the picture. */
export interface Prediction extends Recognition {
  readonly format: ImageFormat;
  /** Width × height of the source. */
  readonly sourcePixels: number;
  /** Time from the bytes of the file to the prediction. */
  readonly inferenceSeconds: number;
  /** Null unless requested. */
  readonly explanation: TimedExplanation | null;
}

/** An explanation and the time it took, which is not included in the prediction's time. */
export interface TimedExplanation extends Explanation {
  readonly seconds: number;
}

/** The services that a prediction needs. */
export type PredictServices = Pick<Services, 'config' | 'models' | 'stopwatches'>;

/**
 * Recognises the digit in a file. Memory that grows with the picture is released as early as possible: the file's once it
 * has been decoded, the raster's before this returns.
 *
 * @throws ServiceError `unknown_model`, `model_unavailable`, or a code of a file that cannot be decoded
 */
export async function predict(services: PredictServices, request: PredictionRequest): Promise<Prediction> {
  const { model, value, seconds } = await recognizeFile(services, request);
  using recognition = value;
  return {
    ...factsOf(recognition),
    inferenceSeconds: seconds,
    explanation: request.explain ? await explainTimed(services, recognition, model) : null,
  };
}

async function recognizeFile({ config, models, stopwatches }: PredictServices, request: PredictionRequest) {
  using file = request.file;
  const model = await models.load(request.model);
  const timed = await stopwatches.of(model.version).time(() => recognize(file.bytes, model, config.image));
  return { model, ...timed };
}

/** Copies field by field: the result must not keep the picture alive. */
function factsOf(recognition: FileRecognition) {
  const { digit, confidence, judgement, modelVersion, rejectReason, normalized, image } = recognition;
  return {
    digit,
    confidence,
    judgement,
    modelVersion,
    rejectReason,
    normalized,
    format: image.format,
    sourcePixels: image.sourceWidth * image.sourceHeight,
  };
}

async function explainTimed(
  { stopwatches }: PredictServices,
  recognition: FileRecognition,
  model: LoadedModel,
): Promise<TimedExplanation> {
  const stopwatch = stopwatches.of(model.version);
  const { value, seconds } = await stopwatch.timeApart(() => explain(recognition, model));
  return { ...value, seconds };
}
