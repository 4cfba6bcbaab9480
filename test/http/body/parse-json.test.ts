import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONFIG } from '../../../src/config';
import { parseJson } from '../../../src/http/body/parse-json';
import { expectRejection } from '../../support/image/rejection';

const LONG = 'x'.repeat(5_000);
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));
const parse = (text: string) => parseJson(bytesOf(text), CONFIG, 'send JSON');

/** The value with long strings as strings. */
function readable(value: unknown): unknown {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, readable(each)]));
}

describe('parseJson()', () => {
  it('parses as JSON.parse() does, whatever is long', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    const lengthened = fc.tuple(text, fc.boolean()).map(([each, isLong]) => each + (isLong ? LONG : ''));
    const value = fc.dictionary(fc.string(), fc.oneof(lengthened, fc.integer(), fc.array(lengthened)));
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1), (each, indent) => {
        const json = JSON.stringify(each, null, indent);
        expect(readable(parse(json))).toEqual(JSON.parse(json));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves long strings where they are, as bytes', () => {
    const bytes = bytesOf(JSON.stringify({ a: LONG, b: [LONG, 'short'] }));
    const { a, b } = parseJson(bytes, CONFIG, '') as { a: Uint8Array; b: [Uint8Array, string] };
    expect([a.buffer, b[0].buffer]).toEqual([bytes.buffer, bytes.buffer]);
    expect([a.length, b[0].length, b[1]]).toEqual([LONG.length, LONG.length, 'short']);
  });

  it('resolves the escapes of long strings', () => {
    const string = String.raw`\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC`;
    expect(readable(parse(`["${LONG}${string}"]`))).toEqual([`${LONG}"\\/\b\f\n\r\tAé€`]);
  });

  it.each([
    ['a control character', `["${LONG}\n"]`],
    ['an escape that is none', `["${LONG}\\x"]`],
    ['an escape of two digits', `["${LONG}\\u00"]`],
    ['a backslash at its end', `["${LONG}\\`],
    ['no end', `["${LONG}`],
  ])('refuses a long string with %s', (_what, text) => {
    expectRejection(() => parse(text), 'invalid_request', /not valid JSON; send JSON/);
  });

  it('refuses a long name', () => {
    expectRejection(() => parse(`{"${LONG}" : 1}`), 'invalid_request', /the name of a field has 5000 bytes/);
  });

  it('takes what stands for a long string for what it is, or for another one of the same client', () => {
    expect(readable(parse('["\u{F0000}0"]'))).toEqual(['\u{F0000}0']);
    expect(readable(parse(`["\u{F0000}7", "${LONG}"]`))).toEqual(['\u{F0000}7', LONG]);
  });
});
