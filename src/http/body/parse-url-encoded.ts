import type { Text } from '../../domain';
import { percentDecode } from './percent-decode';

const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const PLUS = 0x2b;
const SPACE = 0x20;

/** Values from this length on remain bytes: base64 of a picture, in all likelihood. */
const LONG_BYTES = 4 * 1024;

/**
 * Parses a form that is `application/x-www-form-urlencoded`, as `URLSearchParams` does, with long values in place.
 *
 * @param bytes overwritten where a value is long
 * @returns the values; the last one if a name is there several times
 */
export function parseUrlEncoded(bytes: Uint8Array<ArrayBuffer>): Record<string, Text> {
  const fields: [string, Text][] = [];
  for (let start = 0; start <= bytes.length; ) {
    const found = bytes.indexOf(AMPERSAND, start);
    const end = found === -1 ? bytes.length : found;
    fields.push(...parseField(bytes.subarray(start, end)));
    start = end + 1;
  }
  return Object.fromEntries(fields);
}

function parseField(field: Uint8Array<ArrayBuffer>): [string, Text][] {
  const equals = field.indexOf(EQUALS);
  if (field.length < LONG_BYTES || equals === -1)
    return [...new URLSearchParams(new TextDecoder().decode(field))];
  const [[name = ''] = []] = [...new URLSearchParams(new TextDecoder().decode(field.subarray(0, equals)))];
  const value = field.subarray(equals + 1);
  for (let at = value.indexOf(PLUS); at !== -1; at = value.indexOf(PLUS, at + 1)) value[at] = SPACE;
  return [[name, percentDecode(value)]];
}
