import { describe, expect, it } from 'vitest';
import { readIdempotencyKey } from '../../../src/http/input/idempotency-key';
import { expectRejection } from '../../support/image/rejection';

describe('readIdempotencyKey()', () => {
  it.each([
    ['"8e03978e-40d5"', '8e03978e-40d5'],
    ['8e03978e-40d5', '8e03978e-40d5'],
    [String.raw`"a \"b\" \\"`, String.raw`a "b" \ `.trim()],
    [`"${'x'.repeat(255)}"`, 'x'.repeat(255)],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('reads %s', (value, key) => {
    expect(readIdempotencyKey(value)).toBe(key);
  });

  it('gives null for an absent header', () => {
    expect(readIdempotencyKey(null)).toBeNull();
  });

  it.each([
    '',
    '""',
    '"a',
    'a b',
    'a, b',
    '"a", "b"',
    '"é"',
    '"a";q=1',
    `"${'x'.repeat(256)}"`,
    'x'.repeat(256),
  ])('refuses %j', (value) => {
    expectRejection(
      () => readIdempotencyKey(value),
      'invalid_request',
      /^Cannot read Idempotency-Key: .* is no string of 1 to 255 visible characters; send a new UUID/,
    );
  });
});
