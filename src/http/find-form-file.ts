import { ServiceError } from '../errors';

const DASH = 0x2d;
const CARRIAGE_RETURN = 0x0d;
/** Headers of a part are short; nothing is looked for beyond this. */
const MOST_HEADER_BYTES = 8192;

const ascii = new TextEncoder();
const HEADERS_END = ascii.encode('\r\n\r\n');

/**
 * Finds a file in a form where it lies, without copying it: RFC 7578 on RFC 2046 §5.1.1. The runtime's own
 * `formData()` copies a file twice.
 *
 * @param body of the request, whole
 * @param contentType header that names the boundary
 * @param field name of the form's field
 * @returns the bytes of the first file of that name, a part of `body`
 * @throws ServiceError `invalid_request` where this is no form or the field no file, `missing_image` where the form
 *   lacks it
 */
export function findFormFile(
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
  field: string,
): Uint8Array<ArrayBuffer> {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  if (boundary === null) return rejectForm();
  const delimiter = ascii.encode(`\r\n--${boundary[1] ?? boundary[2]}`);

  // The first delimiter needs no line break before it.
  let at = startsWith(body, 0, delimiter.subarray(2)) ? -2 : indexOf(body, delimiter, 0, body.length);
  for (;;) {
    if (at === -1) return rejectForm();
    const afterDelimiter = at + delimiter.length;
    if (body[afterDelimiter] === DASH && body[afterDelimiter + 1] === DASH) break;
    const headersEnd = indexOf(body, HEADERS_END, afterDelimiter, afterDelimiter + MOST_HEADER_BYTES);
    const end = headersEnd === -1 ? -1 : indexOf(body, delimiter, headersEnd + 2, body.length);
    if (end === -1) return rejectForm();
    const headers = new TextDecoder().decode(body.subarray(afterDelimiter, headersEnd));
    if (nameOf(headers) === field) {
      if (!/;\s*filename\*?=/i.test(headers)) rejectText(field);
      return body.subarray(Math.min(end, headersEnd + HEADERS_END.length), end);
    }
    at = end;
  }
  throw new ServiceError('missing_image', `Cannot read form: the field "${field}" is missing`);
}

/** The field's name, RFC 7578 §4.2; null where a part has none. */
function nameOf(headers: string): string | null {
  const name = /^content-disposition:[^\r\n]*?;\s*name=(?:"([^"]*)"|([^\s;]+))/im.exec(headers);
  return name && (name[1] ?? name[2] ?? '');
}

/** Offset of `pattern`, which starts with a carriage return, in a range of `bytes`; -1 where it is not there. */
function indexOf(bytes: Uint8Array, pattern: Uint8Array, from: number, to: number): number {
  let at = bytes.indexOf(CARRIAGE_RETURN, from);
  while (at !== -1 && at < to && !startsWith(bytes, at, pattern)) {
    at = bytes.indexOf(CARRIAGE_RETURN, at + 1);
  }
  return at < to ? at : -1;
}

function startsWith(bytes: Uint8Array, at: number, pattern: Uint8Array): boolean {
  return pattern.every((byte, i) => bytes[at + i] === byte);
}

function rejectForm(): never {
  throw new ServiceError('invalid_request', 'Cannot read form: the body is not valid multipart/form-data');
}

function rejectText(field: string): never {
  throw new ServiceError('invalid_request', `Cannot read "${field}": it must be a file`);
}
