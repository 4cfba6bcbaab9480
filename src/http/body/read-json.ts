import { ServiceError } from '../../errors';
import { refuseUnknownNames } from '../input/known-names';
import { OPTION_NAMES } from '../input/predict-options';
import { decodeBase64 } from './decode-base64';
import { rejectMissing } from './read-form';
import type { Upload } from './upload';

const JSON_FIELD = 'image';

/**
 * Takes the picture and the options out of a JSON object.
 * @throws ServiceError `invalid_request`, `missing_image`
 */
export function readJson(text: string): Upload {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return rejectMissing('JSON', JSON_FIELD, []);
  }
  return readFields(json as Record<string, unknown>);
}

/** The same out of fields that have been parsed. */
export function readFields(fields: Readonly<Record<string, unknown>>): Upload {
  const { image, ...options } = fields;
  if (image === undefined) return rejectMissing('JSON', JSON_FIELD, Object.keys(options));
  if (typeof image !== 'string') {
    throw new ServiceError('invalid_request', `Cannot read "${JSON_FIELD}": it must be a string`);
  }
  refuseUnknownNames('JSON', Object.keys(options), [JSON_FIELD, ...OPTION_NAMES]);
  return { image: decodeImageText(image), options };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('invalid_request', 'Cannot read JSON: the body is not valid JSON');
  }
}

function decodeImageText(text: string): Uint8Array<ArrayBuffer> {
  try {
    return decodeBase64(toBase64(text));
  } catch {
    const message = `Cannot read JSON: the field "${JSON_FIELD}" is not valid base64, nor a data: URL of some`;
    throw new ServiceError('invalid_request', message);
  }
}

const DATA_URL_PREFIX = /^\s*data:[^,]*;\s*base64\s*,/i;
/** Widths of lines that encoders write (MIME, PEM and two others); such lines may have been joined by blanks. */
const LINE_WIDTHS = [60, 64, 72, 76];

/** Undoes what happens to base64 on its way: the prefix of a data: URL, its escapes, and pluses that became blanks. */
function toBase64(text: string): string {
  const escaped = text.replace(DATA_URL_PREFIX, '');
  const base64 = escaped.includes('%') ? decodeURIComponent(escaped) : escaped;
  const trimmed = base64.trim();
  const firstBlank = trimmed.indexOf(' ');
  // Decoding a form turns a plus into a blank; base64 has blanks of its own only where lines were joined.
  return firstBlank === -1 || LINE_WIDTHS.includes(firstBlank) ? trimmed : trimmed.replaceAll(' ', '+');
}
