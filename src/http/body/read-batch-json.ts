import { isText } from '../../domain';
import { ServiceError } from '../../errors';
import { refuseUnknownNames } from '../input/known-names';
import { BATCH_OPTION_NAMES } from '../input/predict-options';
import { BATCH_JSON_FIELD } from './batch-fields';
import { rejectImages } from './read-batch-form';
import { rejectMissing } from './read-form';
import { openImageText, withStrings } from './read-json';
import type { BatchUpload, UploadedPicture } from './upload';

/** What to send. */
export const BATCH_ADVICE = `send {"${BATCH_JSON_FIELD}": ["<base64>", …]}`;
const MAX_ID_CHARACTERS = 1000;

/**
 * Extracts the pictures and the options from a JSON object.
 *
 * @param json a parsed body (see `parseJson()`)
 * @param maxImages maximum number of pictures
 * @throws ServiceError `invalid_request`, `missing_image`, `too_many_images`; what is wrong with one picture is thrown when it
 *   is opened
 */
export function readBatchJson(json: unknown, maxImages: number): BatchUpload {
  if (!isObject(json)) {
    const message = `Cannot read JSON: the field "${BATCH_JSON_FIELD}" is missing, the JSON is no object; ${BATCH_ADVICE}`;
    throw new ServiceError('missing_image', message);
  }
  const { [BATCH_JSON_FIELD]: images, ...options } = json;
  if (images === undefined) return rejectMissing('JSON', BATCH_JSON_FIELD, Object.keys(options));
  if (!Array.isArray(images)) {
    throw new ServiceError(
      'invalid_request',
      `Cannot read "${BATCH_JSON_FIELD}": it must be an array; ${BATCH_ADVICE}`,
    );
  }
  if (images.length === 0) {
    throw new ServiceError(
      'missing_image',
      `Cannot read JSON: "${BATCH_JSON_FIELD}" is empty; ${BATCH_ADVICE}`,
    );
  }
  if (images.length > maxImages) rejectImages('JSON', maxImages);
  refuseUnknownNames('JSON', Object.keys(options), [BATCH_JSON_FIELD, ...BATCH_OPTION_NAMES]);
  return { pictures: images.map(toPicture), options: withStrings(options) };
}

function toPicture(item: unknown, index: number): UploadedPicture {
  const where = `${BATCH_JSON_FIELD}[${index}]`;
  const { id = null, image, ...others } = isObject(item) ? item : { image: item };
  return {
    id: isId(id) ? id : null,
    open: () => {
      refuseUnknownNames(`"${where}"`, Object.keys(others), ['id', 'image']);
      if (id !== null && !isId(id)) {
        rejectItem(where, `its "id" must be a string of at most ${MAX_ID_CHARACTERS} characters`);
      }
      if (!isText(image)) return rejectItem(where, 'it must be base64, or {"id": "…", "image": "<base64>"}');
      return openImageText(`JSON: "${where}"`, image);
    },
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isText(value);
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_ID_CHARACTERS;
}

function rejectItem(where: string, fault: string): never {
  throw new ServiceError('invalid_request', `Cannot read "${where}": ${fault}`);
}
