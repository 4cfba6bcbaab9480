import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env, waitUntil } from 'cloudflare:workers';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/admission/caller';
import type { KeyUsageNamespace } from '../../src/admission/quotas/quota-protocol';
import { Quotas } from '../../src/admission/quotas/quotas';
import { ServiceError } from '../../src/errors';
import { answerError } from '../../src/http/answer-error';
import { charge } from '../../src/http/charge';
import type { HonoEnv } from '../../src/http/hono-env';
import { refundFailures } from '../../src/http/middleware/refund-failures';
import { Deadline, sleep } from '../../src/time/deadline';

const ADDRESS: Caller = { kind: 'address', address: '192.0.2.1' };

function newKey(quota: Extract<Caller, { kind: 'key' }>['quota']): Caller {
  return { kind: 'key', name: crypto.randomUUID(), role: 'predict', quota };
}

/** An endpoint that takes so many pictures, and fails where it is told to. */
function serviceFor(caller: Caller, usage: KeyUsageNamespace | null = env.KEY_USAGE, milliseconds = 10_000) {
  const warnings: string[] = [];
  const quotas = new Quotas(usage, new Deadline(sleep, milliseconds), waitUntil, (message) =>
    warnings.push(message),
  );
  const unchecked: unknown[] = [];
  const app = new Hono<HonoEnv>();
  app.use(async (c, next) => {
    c.set('requestId', 'test');
    c.set('caller', caller);
    await next();
    unchecked.push(...(c.get('uncheckedLimits') ?? []));
  });
  app.use(refundFailures({ quotas }));
  app.get('/:pictures/:outcome?', async (c) => {
    await charge(c, { quotas }, Number(c.req.param('pictures')));
    if (c.req.param('outcome') === 'fail') throw new ServiceError('internal_error', 'Cannot answer');
    if (c.req.param('outcome') === 'refuse') throw new ServiceError('blank', 'Cannot recognise a digit');
    return c.text('ok');
  });
  app.onError(answerError);
  const ask = async (path: string) => {
    const context = createExecutionContext();
    const response = await app.fetch(new Request(`http://x${path}`), env, context);
    await waitOnExecutionContext(context);
    return response;
  };
  return { ask, warnings, unchecked };
}

describe('charge()', () => {
  it('reports what is left of the quota', async () => {
    const { headers } = await serviceFor(newKey({ daily: 100, monthly: 1_000 })).ask('/30');
    expect(headers.get('RateLimit-Policy')).toBe('"daily";q=100;w=86400, "monthly";q=1000');
    expect(headers.get('RateLimit')).toMatch(/^"daily";r=70;t=\d+, "monthly";r=970;t=\d+$/);
  });

  it.each([
    ['an address', ADDRESS],
    ['a key without a quota', newKey(null)],
  ])('neither limits nor charges %s', async (_who, caller) => {
    const { status, headers } = await serviceFor(caller, null).ask('/1000000');
    expect([status, headers.has('RateLimit-Policy')]).toEqual([200, false]);
  });

  it('refuses more pictures than are left, and says how many are', async () => {
    const caller = newKey({ daily: 10, monthly: 1_000 }) as Extract<Caller, { kind: 'key' }>;
    const { ask } = serviceFor(caller);
    await ask('/8');
    const response = await ask('/5');
    const seconds = Number(response.headers.get('Retry-After'));
    expect(seconds).toBeGreaterThan(0);
    expect(response.status).toBe(429);
    expect(await response.json()).toEqual({
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      title: 'Too Many Requests',
      status: 429,
      detail:
        `Cannot take 5 pictures from the key "${caller.name}": 2 of 10 a day are left; ` +
        `send fewer, or try again in ${seconds} s`,
      code: 'quota_exceeded',
      request_id: 'test',
      documentation: '/docs/errors#quota_exceeded',
      'violated-policies': ['daily'],
    });
  });

  it('names each period that is used up, and the later end', async () => {
    const { ask } = serviceFor(newKey({ daily: 5, monthly: 5 }));
    await ask('/5');
    const response = await ask('/1');
    const problem = await response.json<{ detail: string; 'violated-policies': string[] }>();
    expect(problem['violated-policies']).toEqual(['daily', 'monthly']);
    expect(problem.detail).toMatch(
      /^Cannot take 1 picture from .*: 0 of 5 a day are left and 0 of 5 a calendar month are left; try again in \d+ s$/,
    );
    const [, monthly] = /"monthly";r=0;t=(\d+)/.exec(response.headers.get('RateLimit')!)!;
    expect(response.headers.get('Retry-After')).toBe(monthly);
  });
});

describe('refundFailures()', () => {
  it('refunds what the service failed at, but not what it refused', async () => {
    const { ask } = serviceFor(newKey({ daily: 10 }));
    expect((await ask('/10/fail')).status).toBe(500);
    expect((await ask('/10/refuse')).status).toBe(422);
    expect((await ask('/1')).status).toBe(429);
  });
});

describe('charge() when the usage of keys is unavailable', () => {
  const failing = { charge: () => Promise.reject(new Error('storage full')), refund: async () => {} };
  const silent = { charge: () => new Promise<never>(() => {}), refund: async () => {} };

  it.each([
    ['fails', { getByName: () => failing }, /storage full/],
    ['does not answer', { getByName: () => silent }, /no answer within 0.2 s/],
    ['is not bound', null, /no binding KEY_USAGE/],
  ])('admits requests if it %s, records each and warns once', async (_how, usage, warning) => {
    const { ask, warnings, unchecked } = serviceFor(newKey({ daily: 1 }), usage, 200);
    for (let i = 0; i < 3; i++) expect((await ask('/1')).status).toBe(200);
    expect(unchecked).toEqual(['quota', 'quota', 'quota']);
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });
});
