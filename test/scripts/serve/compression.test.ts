import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chooseEncoding } from '../../../scripts/lib/serve/compression';

it.each([
  [undefined, null],
  ['', null],
  ['identity', null],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['GZip', 'gzip'],
  ['br', 'br'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip;q=1.0, br;q=0.9', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['br;q=0, gzip;q=0', null],
  ['*', 'br'],
  ['*;q=0', null],
  ['gzip;q=0, *', 'br'],
  ['gzip ; q=0.5 , br; q=0.1', 'gzip'],
])('Accept-Encoding: %s is answered with %s', (accepted, encoding) => {
  expect(chooseEncoding(accepted)).toBe(encoding);
});

it('chooseEncoding() never chooses what the client refuses, whatever else it says', () => {
  const others = fc.string().map((text) => text.replaceAll(/br|gzip|\*/gi, ''));
  fc.assert(
    fc.property(others, (text) => {
      expect(chooseEncoding(`${text},br;q=0,gzip;q=0`)).toBe(null);
    }),
  );
});
