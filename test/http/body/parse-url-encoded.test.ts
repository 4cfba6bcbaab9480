import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUrlEncoded } from '../../../src/http/body/parse-url-encoded';

describe('parseUrlEncoded()', () => {
  it('parses as URLSearchParams does, short values and long ones', () => {
    const character = fc.constantFrom('a', '+', '%', '%2B', '%2', '%zz', '=', ' ', '/', '%c3%a9');
    const value = fc.tuple(fc.array(character), fc.constantFrom(0, 5_000));
    const field = fc.tuple(fc.constantFrom('image', 'a b', '', 'é', 'x%20y'), value);
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        const text = fields
          .map(([name, [value, more]]) => `${name}=${value.join('')}${'A'.repeat(more)}`)
          .join('&');
        const parsed = Object.entries(parseUrlEncoded(new Uint8Array(Buffer.from(text))));
        const strings = parsed.map(([name, each]) => [
          name,
          typeof each === 'string' ? each : new TextDecoder().decode(each),
        ]);
        expect(Object.fromEntries(strings)).toEqual(Object.fromEntries(new URLSearchParams(text)));
      }),
    );
  });
});
