import type { ImageFormat } from '../domain';
import type { LoadedModel } from '../inference/registry';
import { type Explanation, explain } from '../recognition/explain';
import { type FileRecognition, type Recognition, recognize } from '../recognition/recognize';
import type { Services } from './services';

/** A file that holds a picture, with the memory that it takes. */
export interface PictureFile extends Disposable {
  /** A PNG or JPEG; empty once the file has been disposed of. */
  readonly bytes: Uint8Array;
}

/** A picture to recognise. */
export interface PredictionRequest {
  /** Disposed of as soon as it has been decoded, or has turned out not to be decodable. */
  readonly file: PictureFile;
  /** Version of the model; default: the one that answers when nobody asks for another. */
  readonly model?: string | undefined;
  /** Whether to explain the answer; default: no. */
  readonly explain?: boolean | undefined;
}

/** An answer, and what is known of the picture. It holds no memory that grows with the picture. */
export interface Prediction extends Recognition {
  readonly format: ImageFormat;
  /** Width × height of the source. */
  readonly sourcePixels: number;
  /** From the bytes of the file to the answer. */
  readonly inferenceSeconds: number;
  /** Null unless it was asked for. */
  readonly explanation: TimedExplanation | null;
}

/** An explanation, and how long it took, which is not part of the prediction's time. */
export interface TimedExplanation extends Explanation {
  readonly seconds: number;
}

/** What predicting takes of the services. */
export type PredictServices = Pick<Services, 'config' | 'models' | 'stopwatches'>;

/**
 * Recognises the digit in a file. Memory that grows with the picture is given back at once: the file's when it has been
 * decoded, the raster's before this returns.
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

/** Named one by one: the picture must not come along. */
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
