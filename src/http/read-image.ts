import { z } from '@hono/zod-openapi';
import type { Config } from '../config';
import { ServiceError } from '../errors';
import { decodeBase64 } from './decode-base64';
import { findFormFile } from './find-form-file';
import { release } from './read-body';
import type { RequestBody } from './request-body';
import { validate } from './validate';

const FORM_FIELD = 'file';

/** The image as a form's field, as the original service takes it. */
export const ImageFormSchema = z.object({
  [FORM_FIELD]: z
    .instanceof(File)
    .openapi({ type: 'string', format: 'binary', description: 'A picture of one digit, PNG or JPEG' }),
});

/** The image inside JSON. */
export const ImageJsonSchema = z.object({
  image: z.string({ error: 'it must be a string' }).openapi({
    description: 'Base64 of a PNG or JPEG, or a data: URL of one',
    example: 'data:image/png;base64,iVBORw0…',
  }),
});

type BodyLimits = Pick<Config, 'maxBodyBytes' | 'maxJsonBytes' | 'maxFormParts'>;

const DATA_URL_PREFIX = /^data:[^,]*;base64,/i;

/**
 * Takes the image out of a request: the field `file` of a form, the field `image` of a JSON object, or else
 * the body itself, whatever its declared type (the decoder goes by the bytes).
 *
 * @param request whose body nobody has read
 * @param body of that request
 * @param limits how long the body may be, and of how many parts
 * @returns the bytes of the file, at least one; to be released by `release` when they are not needed any more
 * @throws ServiceError `missing_image` where there is none, `invalid_request` where it cannot be taken out,
 *   `body_too_large`, `too_many_parts`
 */
export async function readImage(
  request: Request,
  body: RequestBody,
  limits: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readBytes(request, body, limits);
  if (bytes.length === 0) throw new ServiceError('missing_image', 'Cannot read image: 0 bytes were sent');
  return bytes;
}

async function readBytes(
  request: Request,
  body: RequestBody,
  { maxBodyBytes, maxJsonBytes, maxFormParts }: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const contentType = request.headers.get('content-type') ?? '';
  switch (contentType.split(';', 1)[0]!.trim().toLowerCase()) {
    case 'multipart/form-data':
      return takeFormFile(await body.read(maxBodyBytes), contentType, maxFormParts);
    case 'application/json':
      return readJson(
        await body.read(maxJsonBytes, `a form, or the picture itself, may have ${maxBodyBytes}`),
      );
    default:
      return body.read(maxBodyBytes);
  }
}

function takeFormFile(
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
  maxParts: number,
): Uint8Array<ArrayBuffer> {
  try {
    return findFormFile(body, contentType, FORM_FIELD, maxParts);
  } catch (error) {
    release(body);
    throw error;
  }
}

function readJson(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const json = parseJson(new TextDecoder().decode(bytes));
  release(bytes);
  if (typeof json !== 'object' || json === null || !('image' in json))
    throw new ServiceError('missing_image', 'Cannot read JSON: the field "image" is missing');
  const { image } = validate(ImageJsonSchema, json);
  return parseBase64(image.replace(DATA_URL_PREFIX, ''));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('invalid_request', 'Cannot read JSON: the body is not valid JSON');
  }
}

function parseBase64(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return decodeBase64(base64);
  } catch {
    throw new ServiceError('invalid_request', 'Cannot read JSON: the field "image" is not valid base64');
  }
}
