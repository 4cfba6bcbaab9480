import { describe, expect, it } from 'vitest';
import { parseApiKeys, toEntry } from '../../src/api-keys/api-keys-text';

const HASH = 'a'.repeat(64);
const OTHER_HASH = 'b'.repeat(64);

describe('parseApiKeys()', () => {
  it('reads name, role and SHA-256', () => {
    expect(parseApiKeys(`shop:predict:${HASH}`)).toEqual({
      keys: [{ name: 'shop', role: 'predict', sha256: HASH, expiresAt: null, quota: null }],
      faults: [],
    });
  });

  it('reads expiry and quota after them, in any order', () => {
    const { keys } = parseApiKeys(`shop:predict:${HASH}:monthly=20000:expires=2030-12-31:daily=1000`);
    expect(keys).toMatchObject([
      { expiresAt: Date.UTC(2030, 11, 31), quota: { daily: 1000, monthly: 20_000 } },
    ]);
  });

  it('reads several keys, around blanks, line breaks and a comma at the end', () => {
    const { keys, faults } = parseApiKeys(
      ` shop:predict:${HASH},\n ops : admin : ${OTHER_HASH.toUpperCase()} ,`,
    );
    expect(keys.map(({ name, sha256 }) => [name, sha256])).toEqual([
      ['shop', HASH],
      ['ops', OTHER_HASH],
    ]);
    expect(faults).toEqual([]);
  });

  it('accepts two keys with the same name, role and quota: one replaces the other', () => {
    expect(parseApiKeys(`shop:predict:${HASH}:expires=2030-01-01,shop:predict:${OTHER_HASH}`).faults).toEqual(
      [],
    );
  });

  it.each([
    [`:predict:${HASH}`, /^entry 1 has no name/],
    [`my shop:predict:${HASH}`, /^entry 1 has no name/],
    [`${'x'.repeat(41)}:predict:${HASH}`, /^entry 1 has no name/],
    [`dgt_secret:predict:${HASH}`, /^entry 1 has no name/],
    ['shop', /^entry 1 has no role.*predict, metrics, admin/],
    [`shop:reader:${HASH}`, /^entry 1 has no role/],
    ['shop:predict', /^entry 1 has 0 characters in place of the SHA-256/],
    [`shop:predict:${HASH.slice(1)}`, /^entry 1 has 63 characters in place of the SHA-256/],
    ['shop:predict:dgt_secret', /^entry 1 has 10 characters in place of the SHA-256/],
    [`shop:predict:${HASH}:expires=soon`, /"expires" that is not a day such as/],
    [`shop:predict:${HASH}:expires=2030-02-31`, /"expires" that is not a day such as/],
    [`shop:predict:${HASH}:daily=0`, /"daily" that is not a whole number from 1 to/],
    [`shop:predict:${HASH}:monthly=1e3`, /"monthly" that is not/],
    [`shop:predict:${HASH}:weekly=7`, /none of expires=, daily= and monthly=/],
    [`ops:admin:${OTHER_HASH},shop:predict:${OTHER_HASH}`, /^entry 2 has the SHA-256 of another entry/],
    [`shop:admin:${OTHER_HASH},shop:predict:${HASH}`, /^entry 2 has the name of another entry/],
  ])('says what is wrong with %s, but shows nothing that might be a key', (text, fault) => {
    const { faults } = parseApiKeys(text);
    expect(faults).toEqual([expect.stringMatching(fault)]);
    expect(faults[0]).not.toContain('secret');
  });

  it('keeps the valid entries', () => {
    const { keys, faults } = parseApiKeys(`wrong,shop:predict:${HASH}`);
    expect(keys).toMatchObject([{ name: 'shop' }]);
    expect(faults).toHaveLength(1);
  });
});

it('toEntry() writes what parseApiKeys() reads', () => {
  const entry = `shop:predict:${HASH}:expires=2030-12-31:daily=1000:monthly=20000`;
  expect(toEntry(parseApiKeys(entry).keys[0]!)).toBe(entry);
});
