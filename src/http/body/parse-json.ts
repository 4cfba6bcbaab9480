import { ServiceError } from '../../errors';
import { boundJson, type JsonLimits, type JsonString } from './bound-json';
import { unescapeJson } from './unescape-json';

const COLON = 0x3a;
const BLANKS: readonly (number | undefined)[] = [0x20, 0x0a, 0x0d, 0x09];
/** Begins what stands for a long string while the rest is parsed. A client that sends it means one of its own. */
const STAND_IN = '\u{F0000}';
/** What no JSON has. */
const NOT_JSON = '\0';

/**
 * Parses JSON. Long strings stay where they are, as bytes: 6 MB of base64 would otherwise be a text of as much, a string of it, and
 * remain as garbage.
 *
 * @param bytes UTF-8; overwritten where a long string has escapes
 * @param advice what to send; a clause
 * @returns the value, with a `Uint8Array` of UTF-8 in place of each long string
 * @throws ServiceError `invalid_request` if it is not JSON, or would take too much memory
 */
export function parseJson(bytes: Uint8Array<ArrayBuffer>, limits: JsonLimits, advice: string): unknown {
  const long = boundJson(bytes, limits);
  const texts: Uint8Array[] = [];
  const text = withStandIns(bytes, long, texts);
  try {
    if (texts.length === 0) return JSON.parse(text);
    return JSON.parse(text, (_key, value) => (isStandIn(value) ? (texts[indexOf(value)] ?? value) : value));
  } catch {
    const fault = /^\s*--\S+\s+content-/i.test(text)
      ? 'a form; send it as multipart/form-data, the default of HTTP clients for forms'
      : `not valid JSON; ${advice}`;
    throw new ServiceError('invalid_request', `Cannot read JSON: the body is ${fault}`);
  }
}

/** @param texts receives the long strings, unescaped */
function withStandIns(
  bytes: Uint8Array<ArrayBuffer>,
  long: readonly JsonString[],
  texts: Uint8Array[],
): string {
  const decoder = new TextDecoder();
  let text = '';
  let at = 0;
  for (const { start, end } of long) {
    if (isName(bytes, end)) refuseName(end - start);
    const unescaped = unescapeJson(bytes.subarray(start, end));
    text += decoder.decode(bytes.subarray(at, start));
    text += unescaped === null ? NOT_JSON : STAND_IN + texts.length;
    if (unescaped !== null) texts.push(unescaped);
    at = end;
  }
  return text + decoder.decode(bytes.subarray(at));
}

function isStandIn(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(STAND_IN);
}

function indexOf(standIn: string): number {
  return Number(standIn.slice(STAND_IN.length));
}

/** @param end offset of the quote that ends a string */
function isName(bytes: Uint8Array, end: number): boolean {
  let at = end + 1;
  while (BLANKS.includes(bytes[at])) at++;
  return bytes[at] === COLON;
}

function refuseName(length: number): never {
  throw new ServiceError('invalid_request', `Cannot read JSON: the name of a field has ${length} bytes`);
}
