import { ServiceError } from '../../errors';
import { freeMemory } from '../../image/free-memory';
import { refuseUnknownNames } from '../input/known-names';
import { OPTION_NAMES } from '../input/predict-options';
import { decodeBase64 } from './decode-base64';
import { rejectMissing } from './read-form';
import type { Upload, UploadedPicture } from './upload';

const JSON_FIELD = 'image';
const ADVICE = `send {"${JSON_FIELD}": "<base64>"}`;

/** Common mistakes instead of base64, and their remedies. */
const MISTAKES: readonly [RegExp, string][] = [
  [/^\s*(https?|blob|file):/i, 'is a URL; send the picture itself as base64'],
  [/^\s*b["']/, 'is bytes as Python prints them; call decode() on them first'],
];

/**
 * Extracts the picture and the options from a JSON object.
 * @throws ServiceError `invalid_request`, `missing_image`
 */
export function readJson(text: string): Upload {
  const json = parseJson(text, ADVICE);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    const message = `Cannot read JSON: the field "${JSON_FIELD}" is missing, the JSON is not an object; ${ADVICE}`;
    throw new ServiceError('missing_image', message);
  }
  return readFields('JSON', json as Record<string, unknown>);
}

/**
 * Extracts them from fields that have been parsed.
 * @param where they come from, for messages
 */
export function readFields(where: 'form' | 'JSON', fields: Readonly<Record<string, unknown>>): Upload {
  const { image, ...options } = fields;
  if (image === undefined) return rejectMissing(where, JSON_FIELD, Object.keys(options));
  if (typeof image !== 'string') {
    throw new ServiceError('invalid_request', `Cannot read "${JSON_FIELD}": it must be a string`);
  }
  refuseUnknownNames(where, Object.keys(options), [JSON_FIELD, ...OPTION_NAMES]);
  return { image: decodeImageText(`${where}: the field "${JSON_FIELD}"`, image), options };
}

/**
 * @param advice what to send; a clause
 * @throws ServiceError `invalid_request`
 */
export function parseJson(text: string, advice: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const fault = /^\s*--\S+\s+content-/i.test(text)
      ? 'a form; send it as multipart/form-data, the default of HTTP clients for forms'
      : `not valid JSON; ${advice}`;
    throw new ServiceError('invalid_request', `Cannot read JSON: the body is ${fault}`);
  }
}

/**
 * Decodes a picture that is text: base64 of any kind, or a data: URL with it.
 * @param where it was, as a message says it
 * @throws ServiceError `invalid_request`
 */
export function decodeImageText(where: string, text: string): Uint8Array<ArrayBuffer> {
  try {
    return decodeBase64(toBase64(text));
  } catch {
    const [, fault] = MISTAKES.find(([mistake]) => mistake.test(text)) ?? [];
    const message = fault ?? 'is not valid base64, nor a data: URL with base64';
    throw new ServiceError('invalid_request', `Cannot read ${where} ${message}`);
  }
}

/**
 * Decodes a picture of a batch, as `decodeImageText()` does.
 * @returns the file, whose memory is given back when it is disposed of
 * @throws ServiceError `invalid_request`, or `missing_image` where it is empty
 */
export function openImageText(where: string, text: string): ReturnType<UploadedPicture['open']> {
  const bytes = decodeImageText(where, text);
  if (bytes.length === 0) throw new ServiceError('missing_image', `Cannot read ${where} has 0 bytes`);
  return { bytes, [Symbol.dispose]: () => freeMemory(bytes) };
}

const DATA_URL_PREFIX = /^\s*data:[^,]*;\s*base64\s*,/i;
/** Line widths of encoders (MIME, PEM and two others); such lines may have been joined by spaces. */
const LINE_WIDTHS = [60, 64, 72, 76];

/** Undoes common damage to base64: the prefix of a data: URL, its escapes, and pluses that became spaces. */
function toBase64(text: string): string {
  const decoded = text.includes('%') ? decodeURIComponent(text) : text;
  const trimmed = decoded.replace(DATA_URL_PREFIX, '').trim();
  const firstSpace = trimmed.indexOf(' ');
  // Decoding a form turns a plus into a space; base64 contains spaces only where lines were joined.
  return firstSpace === -1 || LINE_WIDTHS.includes(firstSpace) ? trimmed : trimmed.replaceAll(' ', '+');
}
