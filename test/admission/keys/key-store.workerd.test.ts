import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { MAX_KEYS } from '../../../src/admission/keys/key-store-protocol';
import type { ApiKey } from '../../../src/api-keys/api-key';

const HOUR = 3_600_000;

function store() {
  return env.KEYS.getByName(crypto.randomUUID());
}

function keyOf(name: string, digit: string, more: Partial<ApiKey> = {}): ApiKey {
  return { name, role: 'predict', sha256: digit.repeat(64), expiresAt: null, quota: null, ...more };
}

it('KeyStore keeps what is added, and returns nothing to a caller that has its version', async () => {
  const keys = store();
  const empty = (await keys.read(null))!;
  expect(empty).toMatchObject({ keys: [], retired: {} });
  expect(await keys.read(empty.version)).toBeNull();
  expect(await keys.add(keyOf('shop', 'a', { quota: { daily: 5 } }))).toBe('stored');
  const news = (await keys.read(empty.version))!;
  expect(news.keys).toEqual([
    { ...keyOf('shop', 'a', { quota: { daily: 5 } }), createdAt: expect.any(Number) },
  ]);
  expect(await keys.read(news.version)).toBeNull();
});

it('KeyStore has at most one key per name and per SHA-256', async () => {
  const keys = store();
  await keys.add(keyOf('shop', 'a'));
  expect(await keys.add(keyOf('shop', 'b'))).toBe('name_taken');
  expect(await keys.add(keyOf('bank', 'a'))).toBe('key_taken');
});

it('KeyStore accepts a name again after its key has expired', async () => {
  const keys = store();
  await keys.add(keyOf('shop', 'a', { expiresAt: Date.now() - 1 }));
  expect(await keys.add(keyOf('shop', 'b'))).toBe('stored');
});

it('KeyStore forgets a key 30 days after it has expired', async () => {
  const keys = store();
  await keys.add(keyOf('old', 'a', { expiresAt: Date.now() - 31 * 24 * HOUR }));
  await keys.add(keyOf('late', 'b', { expiresAt: Date.now() - 29 * 24 * HOUR }));
  await keys.add(keyOf('new', 'c'));
  expect((await keys.read(null))!.keys.map(({ name }) => name)).toEqual(['late', 'new']);
});

it('KeyStore replaces a key atomically, and keeps the old one valid for a while', async () => {
  const keys = store();
  await keys.add(keyOf('shop', 'a'));
  const at = Date.now() + HOUR;
  const outcome = await keys.retire({ name: 'shop', configured: [], at, replacement: keyOf('shop', 'b') });
  expect(outcome).toBe('stored');
  expect((await keys.read(null))!.keys).toMatchObject([
    { sha256: 'a'.repeat(64), expiresAt: at },
    { sha256: 'b'.repeat(64), expiresAt: null },
  ]);
});

it('KeyStore changes nothing if it already has the replacement', async () => {
  const keys = store();
  await keys.add(keyOf('shop', 'a'));
  const before = await keys.read(null);
  const replacement = keyOf('shop', 'a');
  expect(await keys.retire({ name: 'shop', configured: [], at: 0, replacement })).toBe('key_taken');
  expect(await keys.read(null)).toEqual(before);
});

it('KeyStore removes revoked keys, and remembers which configured keys are revoked', async () => {
  const keys = store();
  await keys.add(keyOf('shop', 'a'));
  await keys.add(keyOf('bank', 'b'));
  const at = Date.now();
  await keys.retire({ name: 'shop', configured: ['c'.repeat(64)], at, replacement: null });
  expect(await keys.read(null)).toMatchObject({
    keys: [{ name: 'bank' }],
    retired: { ['c'.repeat(64)]: at },
  });
});

it('KeyStore never extends the life of a revoked key', async () => {
  const keys = store();
  const configured = ['c'.repeat(64)];
  await keys.add(keyOf('shop', 'a', { expiresAt: Date.now() + HOUR }));
  await keys.retire({ name: 'shop', configured, at: 1, replacement: null });
  await keys.add(keyOf('shop', 'b', { expiresAt: Date.now() + HOUR }));
  await keys.retire({ name: 'shop', configured, at: Date.now() + 2 * HOUR, replacement: null });
  const { keys: left, retired } = (await keys.read(null))!;
  expect(retired).toEqual({ [configured[0]!]: 1 });
  expect(left[0]!.expiresAt).toBeLessThanOrEqual(Date.now() + HOUR);
});

it('KeyStore accepts a thousand keys and no more', async () => {
  const keys = store();
  await runInDurableObject(keys, (_, { storage }) => {
    for (let i = 0; i < MAX_KEYS - 1; i++) {
      const sha256 = i.toString(16).padStart(64, '0');
      storage.kv.put(`key:${sha256}`, { ...keyOf(`key-${i}`, 'a'), sha256, createdAt: 0 });
    }
  });
  expect(await keys.add(keyOf('last', 'a'))).toBe('stored');
  expect(await keys.add(keyOf('too many', 'b'))).toBe('full');
});
