import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RateLimiter } from '../../../src/admission/rate-limits/rate-limiter';
import { createWorker } from '../../../src/app';
import { json } from '../../support/api';

/** Bindings of wrangler.toml, which the simulator counts: 100 in 10 s, 300 in 60 s. */
const { RATE_LIMIT_10, RATE_LIMIT_60 } = env;
const DEPLOYED = { RATE_LIMIT_10, RATE_LIMIT_60, RATE_LIMIT: '100/10, 300/60' };
/** Counts are delivered once a second, and readings are kept for two. */
const COUNTED = { timeout: 20_000, interval: 1_000 };
/** A minute begins, and with it a window of either length: the simulator's begin at multiples of them. */
const MINUTE = Date.parse('2026-11-27T12:00:00Z');
const POLICY = '"predict-10s";q=100;w=10, "predict";q=300;w=60';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: MINUTE });
});
afterEach(() => {
  vi.useRealTimers();
});

function isolate(bindings: Parameters<typeof createWorker>[0] = DEPLOYED) {
  const worker = createWorker(bindings);
  return async (path: string, address: string, init?: RequestInit) => {
    const headers = { 'CF-Connecting-IP': address, ...(init?.headers as Record<string, string> | undefined) };
    const request = new Request(`http://x${path}`, { ...init, headers }) as Request<
      unknown,
      IncomingRequestCfProperties
    >;
    return worker.fetch!(request, env, createExecutionContext());
  };
}
type Ask = ReturnType<typeof isolate>;

/** Of the OpenAPI document. */
interface Operation {
  readonly tags: readonly string[];
  readonly responses: object;
}

/** Refused for its empty body where it is not refused for the limit. */
function predict(ask: Ask, address: string): Promise<Response> {
  return ask('/predict', address, { method: 'POST' });
}

/** @returns how many of so many predictions are not refused with 429 */
async function admitted(times: number, address: string, ...isolates: Ask[]): Promise<number> {
  let count = 0;
  for (let i = 0; i < times; i++) {
    const response = await predict(isolates[i % isolates.length]!, address);
    await response.text();
    if (response.status !== 429) count++;
  }
  return count;
}

describe('a deployment with rate-limit bindings', () => {
  it('enforces the limit exactly, in each window of ten seconds and of a minute', async () => {
    const ask = isolate();
    expect(await admitted(150, '192.0.2.1', ask)).toBe(100);
    vi.setSystemTime(MINUTE + 9_999);
    expect(await admitted(10, '192.0.2.1', ask)).toBe(0);
    vi.setSystemTime(MINUTE + 10_000);
    expect(await admitted(150, '192.0.2.1', ask)).toBe(100);
    vi.setSystemTime(MINUTE + 20_000);
    expect(await admitted(150, '192.0.2.1', ask)).toBe(100);
    vi.setSystemTime(MINUTE + 30_000);
    expect(await admitted(150, '192.0.2.1', ask)).toBe(0);
    vi.setSystemTime(MINUTE + 60_000);
    expect(await admitted(150, '192.0.2.1', ask)).toBe(100);
  });

  it('enforces it across two isolates', async () => {
    expect(await admitted(150, '192.0.2.2', isolate(), isolate())).toBe(100);
  });

  it('counts all addresses of an IPv6 network as one, and another network separately', async () => {
    const ask = isolate();
    expect(await admitted(100, '2001:db8:1:2::1', ask)).toBe(100);
    expect(await admitted(10, '2001:db8:1:2:ffff::9', ask)).toBe(0);
    expect(await admitted(10, '2001:db8:1:3::1', ask)).toBe(10);
  });

  it('refuses with 429, the seconds to wait, and what was exceeded', async () => {
    const ask = isolate();
    await admitted(100, '192.0.2.3', ask);
    const response = await predict(ask, '192.0.2.3');
    expect(response.status).toBe(429);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/problem+json',
      'retry-after': '10',
      'ratelimit-policy': POLICY,
      ratelimit: '"predict-10s";r=0;t=10',
      'cache-control': 'no-store',
    });
    expect(await json(response)).toEqual({
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      title: 'Too Many Requests',
      status: 429,
      detail:
        'Cannot take more requests from the address 192.0.2.3: 100 in 10 s are allowed; try again in 10 s',
      code: 'rate_limited',
      request_id: expect.any(String),
      documentation: '/docs/errors#rate_limited',
      'violated-policies': ['predict-10s'],
    });
  });

  it('sends its policies with every response, but not the remaining quota, which the bindings do not report', async () => {
    const { status, headers } = await predict(isolate(), '192.0.2.4');
    expect(status).toBe(422);
    expect(headers.get('RateLimit-Policy')).toBe(POLICY);
    expect(headers.has('RateLimit')).toBe(false);
  });

  it('lets pages of other origins read these headers', async () => {
    const { headers } = await isolate()('/predict', '192.0.2.5', {
      method: 'POST',
      headers: { Origin: 'https://example.com' },
    });
    const exposed = headers.get('Access-Control-Expose-Headers')!.split(',');
    expect(exposed).toEqual(expect.arrayContaining(['RateLimit', 'RateLimit-Policy', 'Retry-After']));
  });
});

describe('limitRates()', () => {
  it.each([
    '/health',
    '/livez',
    '/readyz',
    '/metrics',
    '/metrics/prometheus',
    '/',
    '/model_info',
    '/openapi.json',
  ])('%s is not limited', async (path) => {
    const ask = isolate({ RATE_LIMIT: '1/60' });
    for (let i = 0; i < 3; i++) {
      const response = await ask(path, '192.0.2.6');
      expect([response.status, response.headers.has('RateLimit-Policy')]).toEqual([200, false]);
    }
  });

  it.each(['/drift', '/alerts', '/metrics/history'])(
    '%s shares a limit with the other monitoring endpoints, separate from predictions',
    async (path) => {
      const ask = isolate({ RATE_LIMIT: '2/60' });
      expect((await ask(path, '192.0.2.7', { method: 'HEAD' })).status).toBe(200);
      const second = await ask('/drift', '192.0.2.7');
      expect(second.headers.get('RateLimit')).toBe('"monitoring";r=0;t=60');
      expect((await ask(path, '192.0.2.7')).status).toBe(429);
      expect((await predict(ask, '192.0.2.7')).status).toBe(422);
    },
  );

  it('limits every operation that recognises digits', async () => {
    const { paths } = await json(await isolate()('/openapi.json', '192.0.2.8'));
    const recognising = Object.entries<{ post?: Operation }>(paths).filter(
      ([, { post }]) => post !== undefined && !post.tags.includes('Administration'),
    );
    expect(recognising.length).toBeGreaterThan(1);
    for (const [path, { post }] of recognising) {
      const ask = isolate({ RATE_LIMIT: '1/60' });
      const statuses: number[] = [];
      for (let i = 0; i < 2; i++) {
        const response = await ask(path.replaceAll(/\{\w+\}/g, 'v2.0'), '192.0.2.8', { method: 'POST' });
        statuses.push(response.status);
      }
      expect([path, '429' in post!.responses, statuses[1]]).toEqual([path, true, 429]);
      expect(statuses[0]).not.toBe(429);
    }
  });

  it('does not count a preflight', async () => {
    const ask = isolate({ RATE_LIMIT: '1/60' });
    for (let i = 0; i < 3; i++)
      expect((await ask('/predict', '192.0.2.9', { method: 'OPTIONS' })).status).toBe(204);
    expect((await predict(ask, '192.0.2.9')).status).toBe(422);
  });

  it('sends no limit headers if there are no limits', async () => {
    const { status, headers } = await predict(isolate({ RATE_LIMIT: 'off' }), '192.0.2.10');
    expect([status, headers.has('RateLimit-Policy'), headers.has('RateLimit')]).toEqual([422, false, false]);
  });

  it('reports what is left if the Worker counts by itself', async () => {
    const ask = isolate({ RATE_LIMIT: '3/60' });
    const told: (string | null)[] = [];
    for (let i = 0; i < 4; i++) told.push((await predict(ask, '192.0.2.11')).headers.get('RateLimit'));
    expect(told).toEqual([
      '"predict";r=2;t=60',
      '"predict";r=1;t=60',
      '"predict";r=0;t=60',
      '"predict";r=0;t=60',
    ]);
  });
});

/** A service of its own, in the place of the binding (vitest.config.ts). */
const { FAULTY_LIMITER } = env as unknown as {
  FAULTY_LIMITER: RateLimiter & { setFault(fault: 'throws' | 'hangs' | null): Promise<void> };
};

describe('a rate-limit binding', () => {
  const ask = isolate({ ...env, RATE_LIMIT: '3/60', RATE_LIMIT_60: FAULTY_LIMITER });
  const unchecked = async () => {
    const text = await (await ask('/metrics/prometheus', '192.0.2.12')).text();
    return Number(/^digits_limits_unchecked_total\{limit="rate"\} (\d+)$/m.exec(text)![1]);
  };
  afterEach(() => FAULTY_LIMITER.setFault(null));

  it.each([
    ['throws', 1],
    ['hangs', 1],
  ] as const)(
    'that %s: requests are admitted and counted, and limited again afterwards',
    async (fault, times) => {
      vi.useRealTimers();
      const address = `192.0.2.${fault.length}`;
      const before = await unchecked();
      await FAULTY_LIMITER.setFault(fault);
      expect(await admitted(times, address, ask)).toBe(times);
      await FAULTY_LIMITER.setFault(null);
      await vi.waitFor(async () => expect((await unchecked()) - before).toBe(times), COUNTED);
      expect(await admitted(5, `${address}0`, ask)).toBe(3);
      expect((await unchecked()) - before).toBe(times);
    },
  );
});
