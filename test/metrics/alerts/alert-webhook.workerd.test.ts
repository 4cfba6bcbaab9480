import { createExecutionContext, createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createWorker } from '../../../src/app';
import { COUNTED } from '../../../src/metrics/series/catalogue';
import { counterCell } from '../../../src/metrics/series/series';

const SECRET = 'shared with the receiver';
const MINUTE = 60_000;
const FAILED = counterCell(COUNTED.requests, { route: '/predict', method: 'POST', status: '500' });

interface Message {
  readonly headers: Headers;
  readonly body: string;
}

let received: Message[];

beforeEach(() => {
  received = [];
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2099-06-01T12:00:00Z') });
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    received.push({ headers: new Headers(init.headers), body: String(init.body) });
    return new Response('ok');
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

// A copy: what is set on an heir of the environment is set on the environment that all tests share.
const worker = createWorker({
  ...env,
  ALERT_WEBHOOK_URL: 'https://receiver.example/hook',
  ALERT_WEBHOOK_SECRET: SECRET,
});

/** Lets minutes pass, the cron trigger firing in each. */
async function pass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    vi.setSystemTime(Date.now() + MINUTE);
    await worker.scheduled!(createScheduledController(), env, createExecutionContext());
  }
}

async function isSigned({ headers, body }: Message): Promise<boolean> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes(SECRET), algorithm, false, ['verify']);
  const hexadecimal = headers.get('X-Signature-256')!.replace('sha256=', '');
  const signature = Uint8Array.from(hexadecimal.match(/../g)!, (byte) => Number.parseInt(byte, 16));
  return crypto.subtle.verify(
    'HMAC',
    key,
    signature,
    bytes(`${headers.get('X-Signature-Timestamp')}.${body}`),
  );
}

const statuses = () =>
  received.map(({ body }) => JSON.parse(body).alert).map(({ name, status }) => `${name}: ${status}`);

it('failures are sent to the webhook after two minutes, signed and once, and so is their end', async () => {
  await pass(1);
  const failures = { sequence: 1, at: Date.now(), cells: { [FAILED]: 100 } };
  await env.METRICS.getByName('weur-0').apply({ isolate: 'failing', deltas: [failures] });
  await pass(2);
  expect(statuses()).toEqual([]);
  await pass(1);
  expect(statuses()).toEqual(['DigitsErrorRate: firing']);
  expect(await isSigned(received[0]!)).toBe(true);
  await pass(1);
  expect(received).toHaveLength(1);
  // The failures are out of the five minutes that are looked at, and have been so for two.
  await pass(5);
  expect(statuses()).toEqual(['DigitsErrorRate: firing', 'DigitsErrorRate: resolved']);
  expect(await isSigned(received[1]!)).toBe(true);
});
