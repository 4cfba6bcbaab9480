import { isText, type Text } from '../../domain';
import { ServiceError } from '../../errors';
import { refuseUnknownNames } from '../input/known-names';
import { OPTION_NAMES } from '../input/predict-options';
import { decodeBase64 } from './decode-base64';
import { percentDecode } from './percent-decode';
import { rejectMissing } from './read-form';
import type { Upload, UploadedPicture } from './upload';

const encoder = new TextEncoder();
/** A byte order mark is white space, as elsewhere. */
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

const JSON_FIELD = 'image';
/** What to send. */
export const JSON_ADVICE = `send {"${JSON_FIELD}": "<base64>"}`;

/** Common mistakes instead of base64, and their remedies. */
const MISTAKES: readonly [RegExp, string][] = [
  [/^\s*(https?|blob|file):/i, 'is a URL; send the picture itself as base64'],
  [/^\s*b["']/, 'is bytes as Python prints them; call decode() on them first'],
];

/**
 * Extracts the picture and the options from JSON.
 * @param json a parsed body (see `parseJson()`)
 * @throws ServiceError `invalid_request`, `missing_image`
 */
export function readJson(json: unknown): Upload {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    const message = `Cannot read JSON: the field "${JSON_FIELD}" is missing, the JSON is not an object; ${JSON_ADVICE}`;
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
  if (!isText(image)) {
    throw new ServiceError('invalid_request', `Cannot read "${JSON_FIELD}": it must be a string`);
  }
  refuseUnknownNames(where, Object.keys(options), [JSON_FIELD, ...OPTION_NAMES]);
  return {
    image: decodeImageText(`${where}: the field "${JSON_FIELD}"`, image),
    options: withStrings(options),
  };
}

/** Turns long strings that are no pictures into strings. */
export function withStrings(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
  ]);
  return Object.fromEntries(entries);
}

/**
 * Decodes a picture that is text: base64 of any kind, or a data: URL with it.
 * @param where it was, as a message says it
 * @param text overwritten with the picture if it is bytes
 * @throws ServiceError `invalid_request`
 */
export function decodeImageText(where: string, text: Text): Uint8Array<ArrayBuffer> {
  const bytes = typeof text === 'string' ? (encoder.encode(text) as Uint8Array<ArrayBuffer>) : text;
  const head = headOf(bytes);
  try {
    return decodeBase64(toBase64(bytes));
  } catch {
    const [, fault] = MISTAKES.find(([mistake]) => mistake.test(head)) ?? [];
    const message = fault ?? 'is not valid base64, nor a data: URL with base64';
    throw new ServiceError('invalid_request', `Cannot read ${where} ${message}`);
  }
}

/**
 * Decodes a picture of a batch, as `decodeImageText()` does.
 * @returns the file, which lies in the body if the text does
 * @throws ServiceError `invalid_request`, or `missing_image` if it is empty
 */
export function openImageText(where: string, text: Text): ReturnType<UploadedPicture['open']> {
  const bytes = decodeImageText(where, text);
  if (bytes.length === 0) throw new ServiceError('missing_image', `Cannot read ${where} has 0 bytes`);
  return { bytes, [Symbol.dispose]: () => {} };
}

const DATA_URL_PREFIX = /^\s*data:[^,]*;\s*base64\s*,/i;
/** Line widths of encoders (MIME, PEM and two others); such lines may have been joined by spaces. */
const LINE_WIDTHS = [60, 64, 72, 76];

/** Ample for the prefix of a data: URL and white space around base64. */
const HEAD_BYTES = 1_024;
const SPACE = 0x20;
const PLUS = 0x2b;

/** Undoes common damage to base64, in place: the prefix of a data: URL, its escapes, and pluses that became spaces. */
function toBase64(text: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const base64 = trim(percentDecode(text));
  const firstSpace = base64.indexOf(SPACE);
  // Decoding a form turns a plus into a space; base64 contains spaces only where lines were joined.
  if (firstSpace === -1 || LINE_WIDTHS.includes(firstSpace)) return base64;
  for (let at = firstSpace; at !== -1; at = base64.indexOf(SPACE, at + 1)) base64[at] = PLUS;
  return base64;
}

/** Removes the prefix of a data: URL, and white space. */
function trim(text: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const head = headOf(text);
  const begin = bytesOf(head) - bytesOf(head.replace(DATA_URL_PREFIX, '').trimStart());
  const tail = decoder.decode(text.subarray(Math.max(begin, text.length - HEAD_BYTES)));
  return trimSpaces(text.subarray(begin, text.length - (bytesOf(tail) - bytesOf(tail.trimEnd()))));
}

/** Removes spaces from both ends, however many there are. */
function trimSpaces(text: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let begin = 0;
  let end = text.length;
  while (begin < end && text[begin] === SPACE) begin++;
  while (end > begin && text[end - 1] === SPACE) end--;
  return text.subarray(begin, end);
}

function headOf(text: Uint8Array): string {
  return decoder.decode(text.subarray(0, HEAD_BYTES));
}

function bytesOf(text: string): number {
  return encoder.encode(text).length;
}
