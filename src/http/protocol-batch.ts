import { ServiceError } from '../errors';
import { type PictureInput, SIDE } from '../protocols/picture-input';
import type { PictureAnswer } from '../protocols/served-model';
import type { PictureFile, Prediction } from '../service/predict';
import { type BatchPicture, predictBatch } from '../service/predict-batch';
import type { Services } from '../service/services';
import { assign } from './assign';
import { openImageText } from './body/read-json';
import { charge } from './charge';
import type { HonoContext } from './hono-env';

/** Pictures of a request, with the memory that they take. */
export interface ProtocolPictures extends Disposable {
  readonly pictures: readonly PictureInput[];
}

/** Answers to all pictures, and the model that gave them. */
export interface ProtocolAnswers {
  readonly version: string;
  readonly answers: readonly PictureAnswer[];
}

/**
 * Recognises all pictures of a request, or none: tensors have no place for the error of one.
 *
 * @param pictures disposed of as soon as they have been read
 * @param version of the model; default: the one that the traffic split assigns
 * @throws ServiceError `quota_exceeded`, `unknown_model`, `model_unavailable`, or what is wrong with the first picture that cannot be read
 */
export async function answerAll(
  c: HonoContext,
  services: Services,
  { pictures, [Symbol.dispose]: dispose }: ProtocolPictures,
  version: string | undefined,
): Promise<ProtocolAnswers> {
  await charge(c, services, pictures.length);
  const batch = { pictures: pictures.map(toBatchPicture), [Symbol.dispose]: dispose };
  const assigned = await assign(c, services, version);
  const { results, modelVersion } = await predictBatch(services, {
    batch,
    model: assigned.version,
    signal: c.req.raw.signal,
    onStage: (stage) => c.get('trace').enter(stage),
  });
  const predictions = results.map((result, index) => {
    if (result instanceof ServiceError) throw inPicture(result, index, results.length);
    return result;
  });
  c.set('predictions', predictions);
  return { version: modelVersion, answers: predictions.map(toAnswer) };
}

function toBatchPicture(picture: PictureInput, index: number): BatchPicture {
  if ('grey' in picture) {
    return { raster: { width: SIDE, height: SIDE, channels: 1, data: picture.grey } };
  }
  if ('base64' in picture) return { open: () => openImageText(`picture ${index}: it`, picture.base64) };
  return { open: () => openBytes(picture.bytes, index) };
}

/** They lie in the body, which is released as a whole. */
function openBytes(bytes: Uint8Array, index: number): PictureFile {
  if (bytes.length === 0)
    throw new ServiceError('missing_image', `Cannot read picture ${index}: it has 0 bytes`);
  return { bytes, [Symbol.dispose]: () => {} };
}

function inPicture({ code, message, facts }: ServiceError, index: number, count: number): ServiceError {
  return new ServiceError(
    code,
    count === 1 ? message : `${message} (picture ${index} of ${count}, from 0)`,
    facts,
  );
}

function toAnswer({ digit, judgement, rejectReason }: Prediction): PictureAnswer {
  return {
    digit,
    probabilities: judgement.probabilities,
    isDigit: rejectReason === null,
    outOfDistribution: judgement.outOfDistribution,
  };
}
