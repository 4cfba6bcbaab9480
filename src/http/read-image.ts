import { z } from '@hono/zod-openapi';
import type { HonoRequest } from 'hono';
import { ServiceError } from '../errors';
import { validate } from './validate';

/** The image as a form's field, as the original service takes it. */
export const ImageFormSchema = z.object({
  file: z
    .instanceof(File, { error: 'it must be a file' })
    .openapi({ type: 'string', format: 'binary', description: 'A picture of one digit, PNG or JPEG' }),
});

/** The image inside JSON. */
export const ImageJsonSchema = z.object({
  image: z.string({ error: 'it must be a string' }).openapi({
    description: 'Base64 of a PNG or JPEG, or a data: URL of one',
    example: 'data:image/png;base64,iVBORw0…',
  }),
});

const DATA_URL_PREFIX = /^data:[^,]*;base64,/i;

/**
 * Takes the image out of a request: the field `file` of a form, the field `image` of a JSON object, or else
 * the body itself, whatever its declared type (the decoder goes by the bytes).
 *
 * @returns the bytes of the file, at least one
 * @throws ServiceError `missing_image` where there is none, `invalid_request` where it cannot be taken out
 */
export async function readImage(request: HonoRequest): Promise<Uint8Array> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) throw new ServiceError('missing_image', 'Cannot read image: 0 bytes were sent');
  return bytes;
}

async function readBytes(request: HonoRequest): Promise<Uint8Array> {
  const type = request.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  switch (type) {
    case 'multipart/form-data':
      return readForm(request);
    case 'application/json':
      return readJson(request);
    default:
      return new Uint8Array(await request.arrayBuffer());
  }
}

async function readForm(request: HonoRequest): Promise<Uint8Array> {
  const form = await request.formData().catch(() => {
    throw new ServiceError('invalid_request', 'Cannot read form: the body is not valid multipart/form-data');
  });
  if (!form.has('file'))
    throw new ServiceError('missing_image', 'Cannot read form: the field "file" is missing');
  const { file } = validate(ImageFormSchema, { file: form.get('file') });
  return new Uint8Array(await file.arrayBuffer());
}

async function readJson(request: HonoRequest): Promise<Uint8Array> {
  const json: unknown = await request.json().catch(() => {
    throw new ServiceError('invalid_request', 'Cannot read JSON: the body is not valid JSON');
  });
  if (typeof json !== 'object' || json === null || !('image' in json))
    throw new ServiceError('missing_image', 'Cannot read JSON: the field "image" is missing');
  const { image } = validate(ImageJsonSchema, json);
  return decodeBase64(image.replace(DATA_URL_PREFIX, ''));
}

function decodeBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new ServiceError('invalid_request', 'Cannot read JSON: the field "image" is not valid base64');
  }
}
