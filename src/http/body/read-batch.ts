import { z } from '@hono/zod-openapi';
import { CONFIG, type Config } from '../../config';
import { ServiceError } from '../../errors';
import { isPicture } from '../../image/sniff';
import { BatchOptionsSchema } from '../input/predict-options';
import { BATCH_JSON_FIELD } from './batch-fields';
import { digestParts } from './digest-parts';
import { parseHeaderValue } from './multipart/header-value';
import { readParts } from './multipart/read-parts';
import { parseJson } from './parse-json';
import { readBatchForm } from './read-batch-form';
import { BATCH_ADVICE, readBatchJson } from './read-batch-json';
import { adviceForText, type BodyLimits, TEXT_COPIES } from './read-image';
import type { RequestBody } from './request-body';
import type { OwnedBatchUpload } from './upload';

/** A picture as text. */
const ImageText = z.string().openapi({ description: 'Base64 of a PNG or JPEG, or a data: URL of one' });

/** Several pictures as files of a form. */
export const BatchFormSchema = BatchOptionsSchema.extend({
  files: z.array(z.instanceof(File)).openapi({
    type: 'array',
    items: { type: 'string', format: 'binary' },
    maxItems: CONFIG.maxBatchImages,
    description: 'Pictures of one digit each, PNG or JPEG; the field may also be called `file` or `files[]`',
  }),
});

/** Several pictures inside JSON. */
export const BatchJsonSchema = BatchOptionsSchema.extend({
  [BATCH_JSON_FIELD]: z
    .array(
      z.union([
        ImageText,
        z.object({
          id: z.string().optional().openapi({ description: 'Returned with the result' }),
          image: ImageText,
        }),
      ]),
    )
    .min(1)
    .max(CONFIG.maxBatchImages),
});

type BatchLimits = BodyLimits & Pick<Config, 'maxBatchImages'>;

/**
 * Extracts the pictures from a request: files of a form, or strings of a JSON object, whatever its declared type.
 *
 * @param contentType header of the request
 * @param body unread
 * @param limits of the body's length, parts and pictures
 * @param withDigest whether what the body says is hashed
 * @throws ServiceError `missing_image` if there are none, `invalid_request` if they cannot be extracted,
 *   `body_too_large`, `too_many_parts`, `too_many_images`
 */
export async function readBatch(
  contentType: string,
  body: RequestBody,
  limits: BatchLimits,
  withDigest = false,
): Promise<OwnedBatchUpload> {
  try {
    const upload = await readUpload(contentType, body, limits, withDigest);
    return { ...upload, [Symbol.dispose]: () => body.release() };
  } catch (error) {
    body.release();
    throw error;
  }
}

async function readUpload(
  contentType: string,
  body: RequestBody,
  limits: BatchLimits,
  withDigest: boolean,
): Promise<Omit<OwnedBatchUpload, typeof Symbol.dispose>> {
  if (parseHeaderValue(contentType).value === 'multipart/form-data') {
    const form = await body.read(limits.maxBodyBytes);
    const upload = readBatchForm(form, contentType, limits);
    const parts = () => readParts(form, contentType, limits.maxFormParts);
    return { ...upload, digest: withDigest ? await digestParts(parts()) : null };
  }
  const content = await body.read(limits.maxJsonBytes, adviceForText(limits.maxBodyBytes), TEXT_COPIES);
  if (isPicture(content)) rejectSingle();
  const digest = withDigest ? await digestParts([{ name: null, fileName: null, content }]) : null;
  return { ...readBatchJson(parseJson(content, limits, BATCH_ADVICE), limits.maxBatchImages), digest };
}

function rejectSingle(): never {
  const message =
    'Cannot read batch: the body is a single picture; send it to /predict, or several in a form or as JSON';
  throw new ServiceError('invalid_request', message);
}
