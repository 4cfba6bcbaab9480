import { ServiceError } from '../../../errors';
import { type BytePattern, createPattern, findPattern, startsWith } from '../find-pattern';
import { findBoundaries } from './boundary';
import { parseHeaderValue } from './header-value';

/** A field of a form. */
export interface Part {
  /** Name of the field; null if the part has none. */
  readonly name: string | null;
  /** Null if the field is not a file. */
  readonly fileName: string | null;
  /** The bytes, in place in the body. */
  readonly content: Uint8Array<ArrayBuffer>;
}

const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const DASH = 0x2d;

/** Ample for the headers of a part; the search for their end stops here. */
const MAX_HEADER_BYTES = 8192;
const HEADERS_END = createPattern('\r\n\r\n');

/** A boundary delimiter line (RFC 2046 §5.1.1). */
interface Delimiter {
  /** Offset of the line break before it. */
  readonly at: number;
  /** Offset after it and its trailing white space. */
  readonly end: number;
  /** Whether it ends the form. */
  readonly isLast: boolean;
}

/**
 * Parses a form in place, without copying it (RFC 7578, RFC 2046 §5.1.1). The runtime's own `formData()` copies a file
 * twice.
 *
 * @param body the complete body of the request
 * @param contentType header that should name the boundary
 * @param maxParts maximum number of parts
 * @throws ServiceError `invalid_request` if this is not a form, `too_many_parts`
 */
export function* readParts(
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
  maxParts: number,
): Generator<Part> {
  const [pattern, first] = findStart(body, contentType);
  let delimiter = first;
  for (let parts = 0; !delimiter.isLast; parts++) {
    if (parts === maxParts) rejectParts(maxParts);
    const { end } = delimiter;
    const headersEnd = findPattern(body, HEADERS_END, end, end + MAX_HEADER_BYTES);
    const next = headersEnd === -1 ? null : findDelimiter(body, pattern, headersEnd + 2);
    if (next === null) return rejectForm();
    const headers = new TextDecoder().decode(body.subarray(end, headersEnd));
    const contentStart = Math.min(next.at, headersEnd + HEADERS_END.bytes.length);
    yield { ...namesOf(headers), content: body.subarray(contentStart, next.at) };
    delimiter = next;
  }
}

function findStart(body: Uint8Array, contentType: string): [BytePattern, Delimiter] {
  for (const boundary of findBoundaries(contentType, body)) {
    const pattern = createPattern(`\r\n--${boundary}`);
    // At the very beginning of the body it needs no line break before it.
    const startsBody = startsWith(body, 0, pattern.bytes.subarray(2));
    const delimiter = (startsBody && delimiterAt(body, pattern, -2)) || findDelimiter(body, pattern, 0);
    if (delimiter !== null) return [pattern, delimiter];
  }
  return rejectForm();
}

function findDelimiter(body: Uint8Array, pattern: BytePattern, from: number): Delimiter | null {
  for (let at = from; ; at++) {
    at = findPattern(body, pattern, at, body.length);
    if (at === -1) return null;
    const delimiter = delimiterAt(body, pattern, at);
    if (delimiter !== null) return delimiter;
  }
}

/** @returns null if a longer line merely begins like a delimiter */
function delimiterAt(body: Uint8Array, pattern: BytePattern, at: number): Delimiter | null {
  let end = at + pattern.bytes.length;
  const isLast = body[end] === DASH && body[end + 1] === DASH;
  if (isLast) end += 2;
  while (body[end] === SPACE || body[end] === TAB) end++;
  const endsLine = body[end] === RETURN && body[end + 1] === LINE_FEED;
  return endsLine || (isLast && (end === body.length || body[end] === LINE_FEED))
    ? { at, end, isLast }
    : null;
}

function namesOf(headers: string): Pick<Part, 'name' | 'fileName'> {
  const disposition = /^content-disposition:(.*)$/im.exec(headers)?.[1];
  const { parameters } = parseHeaderValue(disposition ?? '');
  return {
    name: parameters.get('name') ?? null,
    fileName: parameters.get('filename') ?? parameters.get('filename*') ?? null,
  };
}

function rejectForm(): never {
  const message =
    'Cannot read form: the body is not valid multipart/form-data, or is incomplete; let the HTTP client build the form (curl: -F file=@digit.png)';
  throw new ServiceError('invalid_request', message);
}

function rejectParts(maxParts: number): never {
  throw new ServiceError(
    'too_many_parts',
    `Cannot read form: it has more than the maximum of ${maxParts} parts`,
  );
}
