import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { Miniflare, type WorkerOptions } from 'miniflare';
import { expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import type { Bundle } from '../../scripts/lib/serve/bundle';
import { armOf } from '../../src/traffic-split';
import { HANGS, harmReading, withHarmedBundle } from '../support/harmed-bundle';

const SEVEN = toPng(drawSeven(28));
/** The whole proof has 20,000: `TRAFFIC_REQUESTS=20000`. */
const REQUESTS = Number(process.env.TRAFFIC_REQUESTS ?? 1_000);
const CLIENTS = REQUESTS / 10;
const ISOLATES = ['isolate-0', 'isolate-1', 'isolate-2', 'isolate-3'];
const CONNECTIONS = 8;
/** A request that takes longer has been forgotten. */
const LONGEST_MILLISECONDS = 20_000;
/** All are networks of about the same cost. */
const WEIGHTS = { 'v2.0': 70, 'v1.0': 20, 'v2.1-3x3': 10 };
const SPLIT = { weights: WEIGHTS, shadows: { 'v2.1-7x7': 5, 'v2.0-long': 5 } };
const SHADOW_FAULTS = { 'v2.1-7x7': 'throw new Error("broken");', 'v2.0-long': HANGS };

/** The production bundle in several isolates of the real runtime, whose objects are in one of them. */
function start({ entry, wrangler }: Bundle): Miniflare {
  const folder = path.dirname(entry);
  const files = readdirSync(folder).filter((name) => name !== path.basename(entry) && !name.endsWith('.map'));
  const worker = (name: string): WorkerOptions => ({
    name,
    modulesRoot: folder,
    modules: [
      { type: 'ESModule', path: entry },
      ...files.map((file) => ({
        type: file.endsWith('.wasm') ? ('CompiledWasm' as const) : ('Data' as const),
        path: path.join(folder, file),
      })),
    ],
    compatibilityDate: wrangler.compatibilityDate,
    compatibilityFlags: [...wrangler.compatibilityFlags],
    // Miniflare's own way to a worker takes more time than the answer.
    unsafeDirectSockets: [{ port: 0 }],
    bindings: { TRAFFIC: JSON.stringify(SPLIT) },
    durableObjects: Object.fromEntries(
      [
        ['METRICS', 'MetricsShard'],
        ['LEDGER', 'ShardLedger'],
        ['TRAFFIC_STORE', 'TrafficStore'],
      ].map(([binding, className]) => [
        binding!,
        { className: className!, useSQLite: true, ...(name !== ISOLATES[0] && { scriptName: ISOLATES[0]! }) },
      ]),
    ),
  });
  const handleRuntimeStdio = (output: Readable, errors: Readable) => {
    output.resume();
    errors.resume();
  };
  return new Miniflare({ workers: ISOLATES.map(worker), handleRuntimeStdio });
}

/** On a connection of its own: the runtime closes idle ones, at times just when a request comes. */
async function ask(miniflare: Miniflare, isolate: string, route: string, client?: string) {
  const url = new URL(route, await miniflare.unsafeGetDirectURL(isolate));
  const headers = client === undefined ? {} : { 'X-Client-Id': client };
  const method = client === undefined ? 'GET' : 'POST';
  const signal = AbortSignal.timeout(LONGEST_MILLISECONDS);
  const sent = request(url, { agent: false, method, headers, signal });
  const stages: string[] = [];
  sent.once('socket', (socket) => socket.once('connect', () => stages.push('connected')));
  sent.once('finish', () => stages.push('sent'));
  sent.once('response', () => stages.push('answered in part'));
  sent.end(client === undefined ? undefined : SEVEN);
  try {
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    // biome-ignore lint/suspicious/noExplicitAny: the test reads the fields that it expects
    return { status: response.statusCode, body: (await json(response)) as any };
  } catch (error) {
    // Past the reporter, which keeps quiet about an attempt that is repeated.
    process.stderr.write(`${isolate} has lost a request (${stages.join(', ')}): ${error}\n`);
    throw error;
  }
}

/** Sends all requests, each client's to all isolates; @returns the versions that answered each client */
async function predictAll(miniflare: Miniflare): Promise<Map<string, string[]>> {
  const versions = new Map<string, string[]>();
  let next = 0;
  const send = async () => {
    for (let i = next++; i < REQUESTS; i = next++) {
      const client = `client-${i % CLIENTS}`;
      const isolate = ISOLATES[(i + Math.floor(i / CLIENTS)) % ISOLATES.length]!;
      const { status, body } = await ask(miniflare, isolate, '/predict', client);
      expect([status, body.predicted_digit, body.assigned_by]).toEqual([200, 7, 'split']);
      versions.set(client, [...(versions.get(client) ?? []), body.model_version]);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, send));
  return versions;
}

function countBy<T>(items: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

// Beside other suites a request once got no answer; why is not known, and 28,000 requests at a load of 20 to 30 did not show it again.
const OPTIONS = { timeout: 60_000 + 60 * REQUESTS, retry: 1 };
const TITLE = `${REQUESTS} requests of ${CLIENTS} clients over four isolates: weights are met, nobody changes versions, counts are exact, shadows that fail or hang change nothing`;

it(TITLE, OPTIONS, async () => {
  await withHarmedBundle(
    (folder) => harmReading(folder, SHADOW_FAULTS),
    async (bundle) => {
      const miniflare = start(bundle);
      try {
        const versions = await predictAll(miniflare);
        expect(versions.size).toBe(CLIENTS);
        for (const [client, answered] of versions)
          expect([client, ...new Set(answered)]).toEqual([client, await armOf(WEIGHTS, `id ${client}`)]);

        const clients = countBy([...versions.values()].map(([version]) => version!));
        for (const [version, weight] of Object.entries(WEIGHTS)) {
          const deviation = Math.sqrt((CLIENTS * weight * (100 - weight)) / 10_000);
          // Five standard deviations: one chance in 1.7 million.
          expect(Math.abs(clients.get(version)! - (CLIENTS * weight) / 100)).toBeLessThan(5 * deviation);
        }

        const pictures = countBy([...versions.values()].flat());
        // Figures of a window are kept for ten seconds.
        let minutes = 60;
        const counted = async () => {
          const { body } = await ask(miniflare, ISOLATES[0]!, `/experiments?window=${minutes++}m`);
          return new Map(
            body.arms.map(
              ({
                model_version,
                pictures,
                failed,
              }: {
                model_version: string;
                pictures: number;
                failed: { count: number };
              }) => [model_version, [pictures, failed.count]],
            ),
          );
        };
        const expected = new Map([...pictures].map(([version, count]) => [version, [count, 0]]));
        await expect.poll(counted, { timeout: 30_000, interval: 500 }).toEqual(expected);

        const { body } = await ask(miniflare, ISOLATES[1]!, '/experiments?window=1h');
        const [throwing, hanging] = body.shadows;
        expect(throwing).toMatchObject({ model_version: 'v2.1-7x7', agreeing: { of: 0 } });
        expect(throwing.failed).toBeGreaterThan(0);
        expect(hanging).toMatchObject({ model_version: 'v2.0-long', agreeing: { of: 0 }, failed: 0 });
        console.log(
          `${REQUESTS} requests: clients ${JSON.stringify([...clients])}, pictures ${JSON.stringify([...pictures])}`,
        );
      } finally {
        await miniflare.dispose();
      }
    },
  );
});
