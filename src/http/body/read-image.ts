import { z } from '@hono/zod-openapi';
import type { Config } from '../../config';
import { ServiceError } from '../../errors';
import { isPicture } from '../../image/sniff';
import { PredictOptionsSchema } from '../input/predict-options';
import { parseHeaderValue } from './multipart/header-value';
import { parseJson } from './parse-json';
import { parseUrlEncoded } from './parse-url-encoded';
import { rejectLength } from './read-body';
import { FORM_FIELD, readForm } from './read-form';
import { JSON_ADVICE, readFields, readJson } from './read-json';
import type { RequestBody } from './request-body';
import type { OwnedUpload, Upload } from './upload';

/**
 * How often the content of JSON is held at once: as bytes, and what is neither base64 nor as long as text. Pictures are decoded
 * where they are.
 */
export const TEXT_COPIES = 2;

/** The image as a form field, as in the original service. */
export const ImageFormSchema = PredictOptionsSchema.extend({
  [FORM_FIELD]: z
    .instanceof(File)
    .openapi({ type: 'string', format: 'binary', description: 'A picture of one digit, PNG or JPEG' }),
});

/** The image inside JSON. */
export const ImageJsonSchema = PredictOptionsSchema.extend({
  image: z.string({ error: 'it must be a string' }).openapi({
    description: 'Base64 of a PNG or JPEG, or a data: URL of one',
  }),
});

export type BodyLimits = Pick<
  Config,
  'maxBodyBytes' | 'maxJsonBytes' | 'maxJsonDepth' | 'maxJsonValues' | 'maxFormParts'
>;

/**
 * Extracts the image from a request: the field `file` of a form, the field `image` of a JSON object, or else
 * the body itself, whatever its declared type (the decoder recognises the format by the bytes).
 *
 * @param contentType header of the request
 * @param body unread
 * @param limits of the body's length and number of parts
 * @throws ServiceError `missing_image` if there is none, `invalid_request` if it cannot be extracted,
 *   `body_too_large`, `too_many_parts`
 */
export async function readImage(
  contentType: string,
  body: RequestBody,
  limits: BodyLimits,
): Promise<OwnedUpload> {
  try {
    const { image, options } = await readUpload(contentType, body, limits);
    if (image.length > 0) return { bytes: image, options, [Symbol.dispose]: () => body.release() };
    throw new ServiceError('missing_image', 'Cannot read image: 0 bytes were sent');
  } catch (error) {
    body.release();
    throw error;
  }
}

async function readUpload(contentType: string, body: RequestBody, limits: BodyLimits): Promise<Upload> {
  const { maxBodyBytes, maxJsonBytes, maxFormParts } = limits;
  const type = parseHeaderValue(contentType).value;
  if (type === 'multipart/form-data') {
    const bytes = await body.read(maxBodyBytes);
    return isPicture(bytes) ? asBody(bytes) : readForm(bytes, contentType, maxFormParts);
  }
  if (/^(application|text)\/(.*\+)?json$/.test(type)) {
    const bytes = await body.read(maxJsonBytes, adviceForText(maxBodyBytes), TEXT_COPIES);
    return isPicture(bytes) ? asBody(bytes) : readJson(parseJson(bytes, limits, JSON_ADVICE));
  }
  const bytes = await body.read(maxBodyBytes);
  // curl declares any data as a form of this kind.
  if (type !== 'application/x-www-form-urlencoded' || !isFields(bytes)) return asBody(bytes);
  if (bytes.length > maxJsonBytes) rejectLength(maxJsonBytes, adviceForText(maxBodyBytes));
  return readFields('form', parseUrlEncoded(bytes));
}

function asBody(image: Uint8Array<ArrayBuffer>): Upload {
  return { image, options: {} };
}

function isFields(bytes: Uint8Array): boolean {
  return !isPicture(bytes) && /^[\w.~-]{1,40}=/.test(String.fromCharCode(...bytes.subarray(0, 41)));
}

export function adviceForText(maxBodyBytes: number): string {
  return `a form, or the picture itself, may have ${maxBodyBytes}`;
}
