import type { ImageFormat } from '../domain';
import { ServiceError } from '../errors';
import { decodeImage } from '../image/decode';
import { freeMemory } from '../image/free-memory';
import type { ImageLimits } from '../image/limits';
import type { LoadedModel } from '../inference/registry';
import { type Normalized, normalize } from '../preprocess/normalize';
import { type Recognition, recognizeBatch } from '../recognition/recognize';
import type { Stopwatch } from '../time/clock';
import { sleep } from '../time/deadline';
import type { PictureFile, Prediction, PredictServices } from './predict';

/** A picture of a batch. */
export interface BatchPicture {
  /**
   * Opens the file when its turn has come, so that only one has to be held in memory; it is disposed of once decoded.
   *
   * @throws ServiceError where there is no file to open
   */
  open(): PictureFile;
}

/** Pictures that came together, with the memory that they take. */
export interface PictureBatch extends Disposable {
  readonly pictures: readonly BatchPicture[];
}

/** Pictures to recognise together. */
export interface BatchRequest {
  /** Disposed of as soon as all have been decoded, or have turned out not to be decodable. */
  readonly batch: PictureBatch;
  /** Version of the model; default: the one that answers when nobody asks for another. */
  readonly model?: string | undefined;
}

/** What a picture shows, or why it could not be read. */
export type BatchResult = Prediction | ServiceError;

/** Answers to a batch. */
export interface BatchPrediction {
  readonly modelVersion: string;
  /** One for each picture, in the order of the request. */
  readonly results: readonly BatchResult[];
  /** From the first byte to the last answer, without the turns of other requests. */
  readonly inferenceSeconds: number;
}

/** A picture that is ready for the network; 3 kB, whatever the size of the file. */
interface Reading {
  readonly normalized: Normalized;
  readonly format: ImageFormat;
  readonly sourcePixels: number;
}

/** Pixels of source pictures that are read without a pause: some 5 ms of CPU. */
const PIXELS_PER_TURN = 1_000_000;
/**
 * Pictures that pass through the network together. 64 are 4 to 10 % faster, but their activations take 4 times the memory,
 * which WebAssembly never gives back, and other requests would wait 4 times as long.
 */
const PICTURES_PER_PASS = 16;

/**
 * Recognises several pictures. Files are decoded one after another, and only what the network needs is kept of each, so that
 * a batch takes no more memory than its largest picture alone. Other requests get their turn in between.
 *
 * @throws ServiceError `unknown_model` or `model_unavailable`; what is wrong with one picture is among the results
 */
export async function predictBatch(
  services: PredictServices,
  request: BatchRequest,
): Promise<BatchPrediction> {
  const { model, readings, turns } = await readBatch(services, request);
  const recognitions = await recognizeAll(readings.filter(isReading), model, turns);
  const inferenceSeconds = turns.seconds / Math.max(1, readings.length);
  const results = readings.map((reading): BatchResult => {
    if (!isReading(reading)) return reading;
    const { format, sourcePixels } = reading;
    return { ...recognitions.get(reading)!, format, sourcePixels, inferenceSeconds, explanation: null };
  });
  return { modelVersion: model.version, results, inferenceSeconds: turns.seconds };
}

async function readBatch({ config, models, stopwatches }: PredictServices, request: BatchRequest) {
  using batch = request.batch;
  const model = await models.load(request.model);
  const turns = new Turns(stopwatches.of(model.version));
  return { model, readings: await readAll(batch.pictures, config.image, turns), turns };
}

/** Work that is done in turns with that of other requests. */
class Turns {
  /** What the work took, without the turns of others. */
  seconds = 0;

  constructor(private readonly stopwatch: Stopwatch) {}

  /** @param work synchronous, a few milliseconds of it */
  async take<T>(work: () => T): Promise<T> {
    const { value, seconds } = await this.stopwatch.timeApart(work);
    this.seconds += seconds;
    await sleep(0);
    return value;
  }
}

async function readAll(
  pictures: readonly BatchPicture[],
  limits: ImageLimits,
  turns: Turns,
): Promise<(Reading | ServiceError)[]> {
  const readings: (Reading | ServiceError)[] = [];
  while (readings.length < pictures.length) {
    const rest = pictures.slice(readings.length);
    readings.push(...(await turns.take(() => readSome(rest, limits))));
  }
  return readings;
}

/** Reads pictures until their pixels make a turn; one that fails ends it, as nobody knows what it took. */
function readSome(pictures: readonly BatchPicture[], limits: ImageLimits): (Reading | ServiceError)[] {
  const readings: (Reading | ServiceError)[] = [];
  let pixels = 0;
  for (const picture of pictures) {
    const reading = read(picture, limits);
    readings.push(reading);
    pixels += isReading(reading) ? reading.sourcePixels : PIXELS_PER_TURN;
    if (pixels >= PIXELS_PER_TURN) break;
  }
  return readings;
}

function read(picture: BatchPicture, limits: ImageLimits): Reading | ServiceError {
  try {
    using file = picture.open();
    const { raster, format, sourceWidth, sourceHeight } = decodeImage(file.bytes, limits);
    const normalized = normalize(raster);
    freeMemory(raster.data);
    return { normalized, format, sourcePixels: sourceWidth * sourceHeight };
  } catch (error) {
    if (error instanceof ServiceError) return error;
    console.error(error);
    return new ServiceError('internal_error', 'Cannot answer: the service failed');
  }
}

function isReading(reading: Reading | ServiceError): reading is Reading {
  return !(reading instanceof ServiceError);
}

async function recognizeAll(
  readings: readonly Reading[],
  model: LoadedModel,
  turns: Turns,
): Promise<Map<Reading, Recognition>> {
  const recognitions = new Map<Reading, Recognition>();
  for (let start = 0; start < readings.length; start += PICTURES_PER_PASS) {
    const pass = readings.slice(start, start + PICTURES_PER_PASS);
    const pictures = pass.map(({ normalized }) => normalized);
    const recognized = await turns.take(() => recognizeBatch(pictures, model));
    for (const [index, recognition] of recognized.entries()) recognitions.set(pass[index]!, recognition);
  }
  return recognitions;
}
