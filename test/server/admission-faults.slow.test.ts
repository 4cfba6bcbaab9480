import { createHash } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { harmObjects, setFault, withHarmedBundle } from '../support/harmed-bundle';
import { withServer } from '../support/with-server';

const KEY = 'a-key-that-was-made-elsewhere';
const DAILY = 4;
const API_KEYS = `shop:predict:${createHash('sha256').update(KEY).digest('hex')}:daily=${DAILY}`;
const METHODS = { KeyStore: ['read', 'add', 'retire'], KeyUsage: ['charge', 'refund'] };
/** A store that has not answered is left alone for five seconds. */
const NOTICED = { timeout: 30_000, interval: 500 };

it('a key store and a quota that fail: known keys predict on, unknown keys are told to come back, and then all is as before', async () => {
  await withHarmedBundle(
    (folder) => harmObjects(folder, METHODS),
    (bundle) =>
      withServer(
        async (url, log) => {
          const statusWith = async (key: string) => {
            const headers = { Authorization: `Bearer ${key}` };
            const body = toPng(drawSeven(28));
            return (await fetch(new URL('/predict', url), { method: 'POST', headers, body })).status;
          };
          expect(await statusWith(KEY)).toBe(200);
          const expectUnknown = (status: number) =>
            vi.waitFor(async () => expect(await statusWith('unknown')).toBe(status), NOTICED);
          await expectUnknown(401);

          await setFault(url, 'that throws');
          // More than the quota, which nobody can ask about.
          for (let i = 0; i < 2 * DAILY; i++) expect(await statusWith(KEY)).toBe(200);
          await expectUnknown(503);
          expect((await fetch(new URL('/health', url))).status).toBe(200);

          await setFault(url, null);
          await expectUnknown(401);
          for (let i = 1; i < DAILY; i++) expect(await statusWith(KEY)).toBe(200);
          expect(await statusWith(KEY)).toBe(429);
          const warnings = log
            .map(({ message }) => message ?? '')
            .filter((text) => /quota|key store/i.test(text));
          expect(warnings.length).toBeLessThan(10);
        },
        { build: async () => bundle, variables: { API_KEYS } },
      ),
  );
});
