import { expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { harmReading, withHarmedBundle } from '../support/harmed-bundle';
import { withServer } from '../support/with-server';

const SEVEN = toPng(drawSeven(28));
const CLIENTS = 40;
/** Of a batch: their mean time hardly depends on what else the machine does. */
const PICTURES = 4;
const SPLIT = { weights: { 'v2.0': 80, 'v1.0': 20 }, shadows: {} };
const STOPPED = { 'v2.0': 100, 'v1.0': 0 };

/** 60 ms for a picture. */
const SLOWLY = 'for (const end = performance.now() + pixels.length / 13; performance.now() < end; );';
const FAULTS = { failed: 'throw new Error("broken");', p95: SLOWLY } as const;

/** Each client sends a batch, one after the other; @returns the versions that answered */
async function predict(url: URL): Promise<Set<string>> {
  const versions = new Set<string>();
  for (let i = 0; i < CLIENTS; i++) {
    const body = new FormData();
    for (let picture = 0; picture < PICTURES; picture++) body.append('files', new Blob([SEVEN]), 'seven.png');
    const headers = { 'X-Client-Id': `client-${i}` };
    const response = await fetch(new URL('/predict/batch', url), { method: 'POST', headers, body });
    const { model_version } = (await response.json()) as { model_version?: string };
    if (model_version !== undefined) versions.add(model_version);
  }
  return versions;
}

async function read(url: URL, path: string) {
  // biome-ignore lint/suspicious/noExplicitAny: the test reads the fields that it expects
  return (await (await fetch(new URL(path, url))).json()) as any;
}

async function weights(url: URL): Promise<Record<string, number>> {
  const { models } = await read(url, '/models');
  return Object.fromEntries(
    models
      .filter(({ version }: { version: string }) => version in STOPPED)
      .map(({ version, weight }: { version: string; weight: number }) => [version, weight]),
  );
}

it.each([
  [
    'failed',
    /^v1\.0 fails more often than v2\.0: 100\.00 % \(\d+ of \d+\) against 0\.00 % \(0 of \d+\), p = /,
  ],
  ['p95', /^v1\.0 is slower than v2\.0: \d+ of \d+ pictures took longer than \d+ ms, with v2\.0 .*, p = /],
] as const)(
  'a version that is worse (%s) loses its clients to the default one, and an alert says why',
  async (fault, reason) => {
    await withHarmedBundle(
      (folder) => harmReading(folder, { 'v1.0': FAULTS[fault] }),
      (bundle) =>
        withServer(
          async (url, log) => {
            const weightsAfterMore = async () => {
              await predict(url);
              return weights(url);
            };
            await expect.poll(weightsAfterMore, { timeout: 60_000 }).toEqual(STOPPED);
            expect(await predict(url)).toEqual(new Set(['v2.0']));
            const stopped = async () =>
              (await read(url, '/alerts')).alerts.find(
                ({ name }: { name: string }) => name === 'DigitsVersionStopped',
              );
            await expect.poll(stopped, { timeout: 20_000 }).toMatchObject({ status: 'firing' });
            expect((await stopped()).reason).toMatch(reason);
            expect(log.filter(({ message }) => message?.startsWith('Stopped v1.0: '))).toHaveLength(1);
          },
          {
            build: async () => bundle,
            tickSeconds: 1,
            variables: { TRAFFIC: JSON.stringify(SPLIT), TRAFFIC_GUARD: 'on' },
          },
        ),
    );
  },
);
