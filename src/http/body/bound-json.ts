import type { Config } from '../../config';
import { ServiceError } from '../../errors';

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** Strings from this length on are long: base64 of a picture, in all likelihood. In bytes. */
const LONG_BYTES = 4 * 1024;

export type JsonLimits = Pick<Config, 'maxJsonDepth' | 'maxJsonValues'>;

/** A string in JSON. */
export interface JsonString {
  /** Offset of its first byte, behind the quote. */
  readonly start: number;
  /** Offset of the quote that ends it. */
  readonly end: number;
}

/**
 * Refuses JSON that would take far more memory than its text once it is parsed: 6 MB of brackets take 279 MB. Strings count as one
 * value each, whatever their length. At most 2 ns a byte.
 *
 * @param bytes JSON as UTF-8; what is wrong with it otherwise, the parser says
 * @returns its long strings, which need not become text
 * @throws ServiceError `invalid_request`
 */
export function boundJson(bytes: Uint8Array, { maxJsonDepth, maxJsonValues }: JsonLimits): JsonString[] {
  const long: JsonString[] = [];
  let depth = 0;
  let values = 1;
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case QUOTE: {
        const end = endOfString(bytes, at);
        if (end - at > LONG_BYTES) long.push({ start: at + 1, end });
        at = end;
        break;
      }
      case OPENING_BRACKET:
      case OPENING_BRACE:
        values++;
        if (++depth > maxJsonDepth) refuse(`is nested deeper than the maximum of ${maxJsonDepth} levels`);
        break;
      case CLOSING_BRACKET:
      case CLOSING_BRACE:
        depth--;
        break;
      case COMMA:
        if (++values > maxJsonValues) refuse(`has more than the maximum of ${maxJsonValues} values`);
        break;
    }
  }
  return long;
}

/** @returns offset of the quote that ends a string, or of the end of the text */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let end = bytes.indexOf(QUOTE, start + 1); end !== -1; end = bytes.indexOf(QUOTE, end + 1)) {
    let backslashes = 0;
    while (bytes[end - 1 - backslashes] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return bytes.length;
}

function refuse(fault: string): never {
  throw new ServiceError('invalid_request', `Cannot read JSON: it ${fault}`);
}
