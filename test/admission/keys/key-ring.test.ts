import { describe, expect, it } from 'vitest';
import { KeyRing } from '../../../src/admission/keys/key-ring';
import type { ApiKey } from '../../../src/api-keys/api-key';
import { digestOf, toHex } from '../../../src/api-keys/key-format';

async function keyOf(text: string, name = text): Promise<ApiKey> {
  return { name, role: 'predict', sha256: toHex(await digestOf(text)), expiresAt: null, quota: null };
}

function named(count: number): ApiKey[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `key-${i}`,
    role: 'predict',
    sha256: i.toString(16).padStart(64, '0'),
    expiresAt: null,
    quota: null,
  }));
}

describe('KeyRing', () => {
  it('finds each of many keys by its digest, and no other', async () => {
    const texts = Array.from({ length: 200 }, (_, i) => `key-${i}`);
    const ring = new KeyRing(await Promise.all(texts.map((text) => keyOf(text))));
    for (const text of texts) expect(ring.find(await digestOf(text))?.name).toBe(text);
    expect(ring.find(await digestOf('key-200'))).toBeNull();
  });

  it('compares the whole digest, not only its beginning', async () => {
    const ring = new KeyRing([await keyOf('shop')]);
    const digest = await digestOf('shop');
    for (const at of [0, 3, 4, 31]) {
      const other = digest.slice();
      other[at]! ^= 1;
      expect(ring.find(other)).toBeNull();
    }
  });

  it('finds keys whose digests begin alike', () => {
    const [one, other] = [`${'a'.repeat(63)}1`, `${'a'.repeat(63)}2`];
    const keys = [one, other].map((sha256) => ({ ...named(1)[0]!, name: sha256.slice(-1), sha256 }));
    expect(new KeyRing(keys).find(Uint8Array.from(Buffer.from(other, 'hex')))?.name).toBe('2');
  });

  it('labels the first 100 names individually, and all others alike', () => {
    const ring = new KeyRing(named(1000));
    expect(ring.labelled).toHaveLength(101);
    expect(ring.labelOf('key-99')).toBe('key-99');
    expect(ring.labelOf('key-100')).toBe('_other');
  });
});
