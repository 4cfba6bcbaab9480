import { createExecutionContext, createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createWorker } from '../../../src/app';
import { json } from '../../support/api';

const MINUTE = 60_000;

let received: string[];

beforeEach(() => {
  received = [];
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2099-07-01T12:00:00Z') });
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    const { name, status } = JSON.parse(String(init.body)).alert;
    received.push(`${name}: ${status}`);
    return new Response('ok');
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const storage = { isGone: false };

/** A binding of this test's own, whose objects cannot be reached while the storage is gone. */
function onStorage<T extends { getByName(name: string): unknown }>(namespace: T): T {
  const getByName: T['getByName'] = (name) => {
    if (storage.isGone) throw new Error('internal error; reference = abc');
    return namespace.getByName(`without storage: ${name}`);
  };
  return { getByName } as T;
}

// A copy: what is set on an heir of the environment is set on the environment that all tests share.
const worker = createWorker({
  ...env,
  METRICS: onStorage(env.METRICS),
  ALERTS: onStorage(env.ALERTS),
  LEDGER: onStorage(env.LEDGER),
  ALERT_WEBHOOK_URL: 'https://receiver.example/hook',
});

/** Lets minutes pass, the cron trigger firing in each. */
async function pass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    vi.setSystemTime(Date.now() + MINUTE);
    await worker.scheduled!(createScheduledController(), env, createExecutionContext());
  }
}

async function get(path: string): Promise<Response> {
  const request = new Request(`http://localhost${path}`) as Request<unknown, IncomingRequestCfProperties>;
  return worker.fetch!(request, env, createExecutionContext());
}

it('an outage of the storage of ten minutes is sent to the webhook once, and so is its end', async () => {
  await pass(1);
  storage.isGone = true;
  await pass(10);
  expect(received.sort()).toEqual(['DigitsNotReady: firing', 'DigitsShardsUnreachable: firing']);

  const alerts = await get('/alerts');
  expect(alerts.status).toBe(200);
  expect(await json(alerts)).toMatchObject({ firing: 2, stale: true });
  expect((await get('/readyz')).status).toBe(503);
  expect((await get('/health')).status).toBe(200);
  expect(await json(await get('/metrics'))).toMatchObject({ stale: true, shards_unreachable: 9 });
  expect(await json(await get('/metrics/history'))).toMatchObject({ stale: true, shards_unreachable: 9 });
  expect(await json(await get('/drift'))).toMatchObject({ stale: true, shards_unreachable: 9 });

  storage.isGone = false;
  await pass(10);
  expect(received.slice(2).sort()).toEqual(['DigitsNotReady: resolved', 'DigitsShardsUnreachable: resolved']);
  expect(await json(await get('/alerts'))).toMatchObject({ firing: 0, stale: false });
  expect(await json(await get('/metrics'))).toMatchObject({ stale: false, shards_unreachable: 0 });
});
