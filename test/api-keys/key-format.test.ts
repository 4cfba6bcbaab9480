import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createKey, digestOf, isMistyped, toHex } from '../../src/api-keys/key-format';

it('createKey() generates a new key of 40 characters that scanners recognise', () => {
  const keys = Array.from({ length: 1000 }, createKey);
  for (const key of keys) expect(key).toMatch(/^dgt_[0-9A-Za-z]{36}$/);
  expect(new Set(keys).size).toBe(keys.length);
});

it('createKey() uses all characters about equally often', () => {
  const drawn = Array.from({ length: 1000 }, () => createKey().slice(4, 34)).join('');
  const counts = new Map<string, number>();
  for (const character of drawn) counts.set(character, (counts.get(character) ?? 0) + 1);
  expect(counts.size).toBe(62);
  // 484 each; a deviation of 22 is usual, and of 150 happens in no lifetime.
  for (const count of counts.values()) expect(Math.abs(count - drawn.length / 62)).toBeLessThan(150);
});

it('isMistyped() is false for every generated key', () => {
  for (let i = 0; i < 100; i++) expect(isMistyped(createKey())).toBe(false);
});

it('isMistyped() detects any single character that is wrong, missing or extra', () => {
  const place = fc.integer({ min: 4, max: 39 });
  const character = fc.constantFrom(...'0189AZaz-_ ');
  fc.assert(
    fc.property(place, character, (at, other) => {
      const key = createKey();
      const replaced = key.slice(0, at) + other + key.slice(at + 1);
      expect(isMistyped(replaced)).toBe(replaced !== key);
      expect(isMistyped(key.slice(0, at) + key.slice(at + 1))).toBe(true);
      expect(isMistyped(key + other)).toBe(true);
    }),
  );
});

it.each(['', 'dgt', 'a key from elsewhere', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a'])(
  'isMistyped() is false for %j, which is not a generated key',
  (key) => {
    expect(isMistyped(key)).toBe(false);
  },
);

it('digestOf() is the SHA-256 that other programs calculate', async () => {
  const key = createKey();
  expect(toHex(await digestOf(key))).toBe(createHash('sha256').update(key).digest('hex'));
});
