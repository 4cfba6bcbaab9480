import { hexDigit } from './percent-decode';

const BACKSLASH = 0x5c;
const SPACE = 0x20;
const UNICODE = 0x75;
/** What follows a backslash, and what the two stand for (RFC 8259, section 7). */
const ESCAPED = '"\\/bfnrt'; // cspell:disable-line
const CHARACTERS = '"\\/\b\f\n\r\t';
const UNESCAPED = new Map([...ESCAPED].map((_, i) => [ESCAPED.charCodeAt(i), CHARACTERS.charCodeAt(i)]));

/**
 * Resolves the escapes of a string of JSON in place; surrogates become three bytes each, which is not UTF-8.
 *
 * @param string UTF-8, without its quotes
 * @returns the bytes that it stands for, at the beginning of those given; null if it is no string of JSON
 */
export function unescapeJson(string: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  let length = 0;
  for (let at = 0; at < string.length; at++) {
    const byte = string[at]!;
    if (byte < SPACE) return null;
    if (byte !== BACKSLASH) {
      string[length++] = byte;
    } else if (string[++at] === UNICODE) {
      const unit = codeUnit(string, at + 1);
      if (Number.isNaN(unit)) return null;
      length += writeUtf8(string, length, unit);
      at += 4;
    } else {
      const character = UNESCAPED.get(string[at] ?? 0);
      if (character === undefined) return null;
      string[length++] = character;
    }
  }
  return string.subarray(0, length);
}

/** @returns NaN if there are no four hexadecimal digits */
function codeUnit(string: Uint8Array, at: number): number {
  let unit = 0;
  for (let i = at; i < at + 4; i++) unit = 16 * unit + hexDigit(string[i]);
  return unit;
}

/** @returns how many bytes were written */
function writeUtf8(bytes: Uint8Array, at: number, unit: number): number {
  if (unit < 0x80) {
    bytes[at] = unit;
    return 1;
  }
  const last = 0x80 | (unit & 0x3f);
  if (unit < 0x800) {
    bytes.set([0xc0 | (unit >> 6), last], at);
    return 2;
  }
  bytes.set([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), last], at);
  return 3;
}
