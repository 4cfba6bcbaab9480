import type { Config } from '../../config';
import { ServiceError } from '../../errors';
import { isPicture } from '../../image/sniff';
import { refuseUnknownNames } from '../input/known-names';
import { BATCH_OPTION_NAMES } from '../input/predict-options';
import { BATCH_FORM_FIELDS } from './batch-fields';
import { type Part, readParts } from './multipart/read-parts';
import { rejectMissing, rejectText, takeOptions } from './read-form';
import type { BatchUpload, UploadedPicture } from './upload';

const FILE_FIELDS: readonly string[] = BATCH_FORM_FIELDS;

/**
 * Extracts the pictures and the options from a form.
 *
 * @param body the complete body of the request
 * @param contentType header that should name the boundary
 * @returns the pictures, in place in the body
 * @throws ServiceError `invalid_request`, `missing_image`, `too_many_parts`, `too_many_images`
 */
export function readBatchForm(
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
  { maxFormParts, maxBatchImages }: Pick<Config, 'maxFormParts' | 'maxBatchImages'>,
): BatchUpload {
  const pictures: UploadedPicture[] = [];
  const others: Part[] = [];
  for (const part of readParts(body, contentType, maxFormParts)) {
    if (!FILE_FIELDS.includes(part.name ?? '')) others.push(part);
    else if (!isUnfilled(part)) pictures.push(toPicture(part));
    if (pictures.length > maxBatchImages) rejectImages('form', maxBatchImages);
  }
  const names = others.filter((part) => !isUnfilled(part)).map(({ name }) => name ?? '');
  if (pictures.length === 0) return rejectMissing('form', 'files', names);
  refuseUnknownNames('form', names, [...FILE_FIELDS, ...BATCH_OPTION_NAMES]);
  return { pictures, options: takeOptions(others, BATCH_OPTION_NAMES) };
}

/** Browsers send an empty file input as a file without name or bytes. */
function isUnfilled({ fileName, content }: Part): boolean {
  return fileName === '' && content.length === 0;
}

function toPicture({ fileName, content }: Part): UploadedPicture {
  return {
    id: fileName === '' ? null : fileName,
    open: () => {
      if (content.length === 0)
        throw new ServiceError('missing_image', 'Cannot read image: 0 bytes were sent');
      if (fileName === null && !isPicture(content)) rejectText();
      // It is part of the body, which is released as a whole.
      return { bytes: content, [Symbol.dispose]: () => {} };
    },
  };
}

/** @throws ServiceError `too_many_images` */
export function rejectImages(where: 'form' | 'JSON', maxImages: number): never {
  const message = `Cannot read ${where}: it has more than the maximum of ${maxImages} pictures; send them in several requests`;
  throw new ServiceError('too_many_images', message);
}
