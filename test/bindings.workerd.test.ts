import { createExecutionContext, createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { drawSeven, toPng } from '../scripts/lib/scenes/sample-images';
import { createWorker } from '../src/app';
import { type Bindings, readBindings, type UncheckedBindings } from '../src/bindings';
import { json } from './support/api';

const NAMES = [
  'METRICS',
  'LEDGER',
  'ALERTS',
  'KEYS',
  'KEY_USAGE',
  'IDEMPOTENCY',
  'TRAFFIC_STORE',
  'FEEDBACK_SHARDS',
  'ASSETS',
  'VERSION',
] as const satisfies readonly (keyof Bindings)[];

/** A deployment that has all bindings but some. */
function without(...absent: readonly (keyof Bindings)[]) {
  const bindings: UncheckedBindings = Object.fromEntries(
    NAMES.filter((name) => !absent.includes(name)).map((name) => [name, env[name]]),
  );
  const worker = createWorker(bindings);
  const ask = async (path: string, init?: RequestInit) => {
    const request = new Request(`http://x${path}`, init) as Request<unknown, IncomingRequestCfProperties>;
    return worker.fetch!(request, env, createExecutionContext());
  };
  return { worker, ask };
}

it('readBindings() returns null for absent bindings, and names them and the consequences', () => {
  const warnings: string[] = [];
  const bindings = readBindings({ VERSION: { timestamp: '' } }, (message) => warnings.push(message));
  expect(bindings).toEqual({
    METRICS: null,
    LEDGER: null,
    ALERTS: null,
    KEYS: null,
    COLLECTOR: null,
    ASSETS: null,
    KEY_USAGE: null,
    IDEMPOTENCY: null,
    TRAFFIC_STORE: null,
    FEEDBACK_SHARDS: null,
    JOB: null,
    JOB_BOOK: null,
    JOB_BUCKET: null,
    JOB_QUEUE: null,
    RATE_LIMIT_10: null,
    RATE_LIMIT_60: null,
    VERSION: { timestamp: '' },
  });
  expect(warnings).toHaveLength(13);
  expect(warnings[0]).toMatch(/METRICS: nothing is counted/);
});

describe.each([[['METRICS']], [['LEDGER']], [['ALERTS']], [['ASSETS']], [['VERSION']], [NAMES]] as const)(
  'a deployment without %j',
  (absent) => {
    const { worker, ask } = without(...absent);

    it('recognises digits', async () => {
      const response = await ask('/predict', { method: 'POST', body: toPng(drawSeven(28)) });
      expect(await json(response)).toMatchObject({ predicted_digit: 7, is_digit: true });
    });

    it('is ready, and reports its metrics and alerts', async () => {
      const paths = ['/readyz', '/metrics', '/metrics/prometheus', '/metrics/history', '/drift', '/alerts'];
      for (const path of paths) expect([path, (await ask(path)).status]).toEqual([path, 200]);
    });

    it('evaluates its alerts', async () => {
      await worker.scheduled!(createScheduledController(), env, createExecutionContext());
      const { alerts } = await json(await ask('/alerts'));
      expect(alerts.every(({ since }: { since: string | null }) => since !== null)).toBe(true);
    });
  },
);
