import { ServiceError } from '../../errors';
import { isPicture } from '../../image/sniff';
import { listNames, nearestName, refuseUnknownNames } from '../input/known-names';
import { OPTION_NAMES } from '../input/predict-options';
import { BATCH_FIELDS, BATCH_PATH } from './batch-fields';
import { type Part, readParts } from './multipart/read-parts';
import type { Upload } from './upload';

/** The field of the original service. */
export const FORM_FIELD = 'file';
const KNOWN_FIELDS = [FORM_FIELD, ...OPTION_NAMES];
/** Ample for any option. */
const MAX_OPTION_BYTES = 200;

/**
 * Extracts the picture and the options from a form.
 *
 * @param body the complete body of the request
 * @param contentType header that should name the boundary
 * @param maxParts maximum number of parts
 * @returns the picture, in place in the body
 * @throws ServiceError `invalid_request`, `missing_image`, `too_many_parts`
 */
export function readForm(body: Uint8Array<ArrayBuffer>, contentType: string, maxParts: number): Upload {
  const parts = [...readParts(body, contentType, maxParts)];
  const names = parts.map(({ name }) => name ?? '');
  const image = takeFile(
    parts.filter(({ name }) => name === FORM_FIELD),
    names,
  );
  const filled = parts.filter(({ fileName, content }) => fileName !== '' || content.length > 0);
  refuseFileElsewhere(filled);
  refuseUnknownNames(
    'form',
    filled.map(({ name }) => name ?? ''),
    KNOWN_FIELDS,
  );
  return { image, options: takeOptions(parts, OPTION_NAMES) };
}

function takeFile(files: readonly Part[], names: readonly string[]): Uint8Array<ArrayBuffer> {
  // Browsers send an empty file input as a file without name or bytes.
  const [file = files[0], ...others] = files.filter(({ content }) => content.length > 0);
  if (file === undefined) return rejectMissing('form', FORM_FIELD, names);
  if (others.length > 0) rejectSecond([file, ...others]);
  if (file.fileName === null && !isPicture(file.content)) rejectText();
  return file.content;
}

/** @throws ServiceError `invalid_request` where one is there twice */
export function takeOptions(parts: readonly Part[], names: readonly string[]): Record<string, string> {
  const options: Record<string, string> = {};
  for (const { name, content } of parts) {
    if (name === null || !names.includes(name)) continue;
    if (Object.hasOwn(options, name)) {
      throw new ServiceError('invalid_request', `Cannot read form: it has more than one "${name}"`);
    }
    options[name] = new TextDecoder().decode(content.subarray(0, MAX_OPTION_BYTES));
  }
  return options;
}

/** @throws ServiceError `missing_image` that lists the fields present */
export function rejectMissing(where: 'form' | 'JSON', field: string, names: readonly string[]): never {
  const given = names.length === 0 ? 'is empty' : `has ${listNames(names)}`;
  throw new ServiceError(
    'missing_image',
    `Cannot read ${where}: the field "${field}" is missing, the ${where} ${given}${adviceFor(names, field)}`,
  );
}

function adviceFor(names: readonly string[], field: string): string {
  if (names.some((name) => BATCH_FIELDS.includes(name))) return `; send several pictures to ${BATCH_PATH}`;
  const isClose = names.some((name) => nearestName(name, [field]) !== null);
  return isClose ? `; rename it to "${field}"` : '';
}

/** What to do with more than one picture. */
const ONE_EACH = `send one picture per request, or all of them to ${BATCH_PATH}`;

function rejectSecond(files: readonly Part[]): never {
  const names = listNames(files.map(({ fileName }) => fileName ?? ''));
  const message = `Cannot read form: it has ${files.length} files, ${names}; ${ONE_EACH}`;
  throw new ServiceError('invalid_request', message);
}

/** A second picture in a field of its own is not a misspelt field. */
function refuseFileElsewhere(parts: readonly Part[]): void {
  const others = parts.filter(
    ({ name, fileName }) => !KNOWN_FIELDS.includes(name ?? '') && fileName !== null,
  );
  if (others.length === 0) return;
  const names = listNames(others.map(({ name }) => name ?? ''));
  const what = others.length === 1 ? 'another file' : 'other files';
  const message = `Cannot read form: it has ${what} in ${names}, not in "${FORM_FIELD}"; ${ONE_EACH}`;
  throw new ServiceError('invalid_request', message);
}

/** @throws ServiceError `invalid_request` */
export function rejectText(): never {
  const message = `Cannot read "${FORM_FIELD}": it must be a file, not text (curl: -F ${FORM_FIELD}=@digit.png)`;
  throw new ServiceError('invalid_request', message);
}
