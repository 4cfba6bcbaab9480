import { ServiceError } from '../errors';
import { type BytePattern, createPattern, findPattern, startsWith } from './find-pattern';

const DASH = 0x2d;
/** Headers of a part are short; nothing is looked for beyond this. */
const MOST_HEADER_BYTES = 8192;

const HEADERS_END = createPattern('\r\n\r\n');

/**
 * Finds a file in a form where it lies, without copying it: RFC 7578 on RFC 2046 §5.1.1. The runtime's own
 * `formData()` copies a file twice.
 *
 * @param body of the request, whole
 * @param contentType header that names the boundary
 * @param field name of the form's field
 * @param maxParts most parts that are looked at
 * @returns the bytes of the first file of that name, a part of `body`
 * @throws ServiceError `invalid_request` where this is no form or the field no file, `missing_image` where the form
 *   lacks it, `too_many_parts`
 */
export function findFormFile(
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
  field: string,
  maxParts: number,
): Uint8Array<ArrayBuffer> {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  if (boundary === null) return rejectForm();
  const delimiter = createPattern(`\r\n--${boundary[1] ?? boundary[2]}`);

  let at = findFirstDelimiter(body, delimiter);
  for (let parts = 0; ; parts++) {
    if (at === -1) return rejectForm();
    const afterDelimiter = at + delimiter.bytes.length;
    if (body[afterDelimiter] === DASH && body[afterDelimiter + 1] === DASH) break;
    if (parts === maxParts) rejectParts(maxParts);
    const headersEnd = findPattern(body, HEADERS_END, afterDelimiter, afterDelimiter + MOST_HEADER_BYTES);
    const end = headersEnd === -1 ? -1 : findPattern(body, delimiter, headersEnd + 2, body.length);
    if (end === -1) return rejectForm();
    const headers = new TextDecoder().decode(body.subarray(afterDelimiter, headersEnd));
    if (nameOf(headers) === field) {
      if (!/;\s*filename\*?=/i.test(headers)) rejectText(field);
      return body.subarray(Math.min(end, headersEnd + HEADERS_END.bytes.length), end);
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

/** Offset of the first delimiter, which needs no line break before it where it starts the body; -1 where there is none. */
function findFirstDelimiter(body: Uint8Array, delimiter: BytePattern): number {
  const startsBody = startsWith(body, 0, delimiter.bytes.subarray(2));
  return startsBody ? -2 : findPattern(body, delimiter, 0, body.length);
}

function rejectForm(): never {
  throw new ServiceError('invalid_request', 'Cannot read form: the body is not valid multipart/form-data');
}

function rejectText(field: string): never {
  throw new ServiceError('invalid_request', `Cannot read "${field}": it must be a file`);
}

function rejectParts(maxParts: number): never {
  throw new ServiceError(
    'too_many_parts',
    `Cannot read form: it has more than the maximum of ${maxParts} parts`,
  );
}
