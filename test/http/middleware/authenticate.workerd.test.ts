import { beforeAll, describe, expect, it, vi } from 'vitest';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';
import { createKey } from '../../../src/api-keys/key-format';
import { json, request } from '../../support/api';
import { type ClosedService, closedService } from '../../support/closed-service';

const png = toPng(drawSeven(28));
const FIGURES = ['/metrics', '/metrics/prometheus', '/metrics/history', '/drift', '/alerts'];
const PUBLIC = ['/', '/health', '/livez', '/readyz', '/docs', '/docs/errors', '/openapi.json', '/model_info'];
const POST = { method: 'POST', body: png };

let service: ClosedService;
beforeAll(async () => {
  service = await closedService();
});

/** Asks with headers of one's own. */
function askWith(headers: Record<string, string>, path = '/predict') {
  return service.ask(path, null, { ...(path.startsWith('/predict') && POST), headers });
}

describe('A service without API_KEYS', () => {
  it('is open, whatever key is sent', async () => {
    const headers = { Authorization: `Bearer ${createKey()}` };
    expect((await request('/predict', { ...POST, headers })).status).toBe(200);
    for (const path of FIGURES)
      expect([path, (await request(path, { headers })).status]).toEqual([path, 200]);
  });

  it('does not let anyone manage keys, and says what to do', async () => {
    const response = await request('/admin/keys', { headers: { 'X-API-Key': createKey() } });
    expect(response.status).toBe(401);
    expect(await json(response)).toMatchObject({
      code: 'missing_api_key',
      detail: expect.stringContaining('has to set API_KEYS'),
    });
  });
});

describe('A closed service', () => {
  it.each(PUBLIC)('answers GET %s without a key', async (path) => {
    expect((await service.ask(path, null)).status).toBe(200);
    expect((await service.ask(path, 'whatever')).status).toBe(200);
  });

  it.each([
    ['predict', '/predict', 200],
    ['metrics', '/predict', 403],
    ['admin', '/predict', 200],
    ['predict', '/admin/keys', 403],
    ['metrics', '/admin/keys', 403],
    ['admin', '/admin/keys', 200],
    ...FIGURES.flatMap(
      (path) =>
        [
          ['predict', path, 403],
          ['metrics', path, 200],
          ['admin', path, 200],
        ] as const,
    ),
  ] as const)('answers a key of the role %s at %s with %i', async (role, path, status) => {
    const response = await service.ask(path, service.keys[role], path === '/predict' ? POST : {});
    expect(response.status).toBe(status);
    if (status !== 403) return;
    const needed = path === '/predict' ? 'predict' : path === '/admin/keys' ? 'admin' : 'metrics';
    expect(response.headers.get('WWW-Authenticate')).toBe(
      `Bearer realm="digits", error="insufficient_scope", scope="${needed}"`,
    );
    expect(await json(response)).toMatchObject({
      code: 'insufficient_role',
      detail: expect.stringMatching(new RegExp(`its role is "${role}", needed is "${needed}"`)),
    });
  });

  it('answers HEAD as it answers GET', async () => {
    expect((await service.ask('/metrics', null, { method: 'HEAD' })).status).toBe(401);
    expect((await service.ask('/metrics', service.keys.metrics, { method: 'HEAD' })).status).toBe(200);
  });

  it.each(['Bearer', 'bearer', 'BEARER '])('takes a key after "%s"', async (scheme) => {
    const response = await askWith({ Authorization: `${scheme} ${service.keys.predict}` });
    expect(response.status).toBe(200);
  });

  it('accepts X-API-Key beside an Authorization that is meant for a proxy', async () => {
    const response = await askWith({ Authorization: 'Basic dTpw', 'X-API-Key': service.keys.predict });
    expect(response.status).toBe(200);
  });

  it('accepts the same key in both headers, but not two different ones', async () => {
    const bearer = { Authorization: `Bearer ${service.keys.predict}` };
    expect((await askWith({ ...bearer, 'X-API-Key': service.keys.predict })).status).toBe(200);
    const response = await askWith({ ...bearer, 'X-API-Key': service.keys.admin });
    expect(await json(response)).toMatchObject({ status: 401, code: 'invalid_api_key' });
  });

  it.each([{}, { Authorization: 'Bearer ' }, { Authorization: 'Basic dTpw' }, { 'X-API-Key': '' }])(
    'explains how to send a key in response to %j',
    async (headers) => {
      const response = await askWith(headers as Record<string, string>);
      expect(response.status).toBe(401);
      expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="digits"');
      expect(await json(response)).toMatchObject({
        code: 'missing_api_key',
        detail: expect.stringContaining('"Authorization: Bearer <key>" or "X-API-Key: <key>"'),
      });
    },
  );

  it.each([
    ['another key of ours', createKey(), /unknown or was revoked/],
    ['a key from elsewhere', 'hunter2', /unknown or was revoked/],
    ['a key that is cut off', createKey().slice(0, -1), /cut off or mistyped/],
    ['a key that is far too long', 'x'.repeat(10_000), /unknown or was revoked/],
  ])('refuses %s', async (_, key, reason) => {
    const response = await askWith({ Authorization: `Bearer ${key}` });
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="digits", error="invalid_token"');
    const problem = await json(response);
    expect(problem).toMatchObject({ code: 'invalid_api_key', detail: expect.stringMatching(reason) });
    expect(problem.detail).not.toContain(key);
  });

  it('rejects a key in the URL, and says so without repeating it', async () => {
    const response = await service.ask(`/metrics?api_key=${service.keys.admin}`, null);
    expect(response.status).toBe(401);
    const { detail } = await json(response);
    expect(detail).toMatch(/not read from the address \("api_key"\)/);
    expect(detail).not.toContain(service.keys.admin);
  });

  it('rejects before it reads the request, but after checking paths and methods', async () => {
    expect((await service.ask('/predict?nonsense=1', null, POST)).status).toBe(401);
    expect((await service.ask('/nowhere', null)).status).toBe(404);
    expect((await service.ask('/predict', null)).status).toBe(405);
  });

  it('accepts a key from a page of another origin', async () => {
    const preflight = await service.ask('/predict', null, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://example.com',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,x-api-key',
      },
    });
    expect(preflight.status).toBe(204);
    const allowed = preflight.headers.get('Access-Control-Allow-Headers')?.toLowerCase();
    expect(allowed?.split(/,\s*/)).toEqual(expect.arrayContaining(['authorization', 'x-api-key']));
  });

  it('identifies the holder in the log and the metrics, without showing the key', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await service.ask('/predict', service.keys.predict, POST);
    await service.ask('/predict', 'hunter2', POST);
    await service.ask(`/metrics?token=${service.keys.admin}`, null);
    const lines = log.mock.calls.map(([line]) => line as string);
    log.mockRestore();
    const callers = lines.map((line) => JSON.parse(line).caller);
    expect(callers).toEqual(['predict-holder', null, null]);
    for (const key of [...Object.values(service.keys), 'hunter2']) expect(lines.join()).not.toContain(key);

    const text = await (await service.ask('/metrics/prometheus', service.keys.metrics)).text();
    expect(text).toMatch(/digits_requests_by_key_total\{key_name="predict-holder"\} [1-9]/);
    expect(text).toMatch(/digits_failures_total\{code="invalid_api_key"\} [1-9]/);
  });
});

describe('METRICS_ACCESS', () => {
  it('open leaves the metrics open while predictions are closed', async () => {
    const { ask } = await closedService({ METRICS_ACCESS: 'open' });
    for (const path of FIGURES) expect([path, (await ask(path, null)).status]).toEqual([path, 200]);
    expect((await ask('/predict', null, POST)).status).toBe(401);
  });

  it('closes the metrics even if no key is configured, and says what to do', async () => {
    const { ask } = await closedService({ METRICS_ACCESS: 'key', API_KEYS: '' });
    expect((await ask('/health', null)).status).toBe(200);
    const { detail } = await json(await ask('/metrics', null));
    expect(detail).toMatch(/has to set API_KEYS/);
    expect((await ask('/predict', null, POST)).status).toBe(200);
  });
});

describe('A store that does not answer', () => {
  const away = { KEYS: { getByName: () => ({ read: () => Promise.reject(new Error('away')) }) } };

  it('admits configured keys, and answers others with 503 and Retry-After', async () => {
    const { ask, keys } = await closedService({ METRICS_ACCESS: 'key' }, away);
    expect((await ask('/predict', keys.predict, POST)).status).toBe(200);
    const response = await ask('/predict', createKey(), POST);
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toBe('5');
    expect(await json(response)).toMatchObject({ code: 'key_store_unavailable' });
    expect((await ask('/health', null)).status).toBe(200);
  });
});

describe('A client that guesses keys', () => {
  const POLICY = { METRICS_ACCESS: 'key', RATE_LIMIT: '3/60' };

  it('is limited like any client without a key, without affecting those with one', async () => {
    const { ask, keys } = await closedService(POLICY, { RATE_LIMIT_10: undefined, RATE_LIMIT_60: undefined });
    const attempts: number[] = [];
    for (let i = 0; i < 5; i++) attempts.push((await ask('/predict', createKey(), POST)).status);
    expect(attempts).toEqual([401, 401, 401, 429, 429]);
    expect((await ask('/predict', keys.predict, POST)).status).toBe(200);
  });
});

it('the log says at start-up what is open', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await closedService({ METRICS_ACCESS: 'open' });
  const [line] = log.mock.calls.map(([text]) => JSON.parse(text as string));
  log.mockRestore();
  expect(line).toMatchObject({
    level: 'info',
    message:
      'Access to predictions: holders of an API key (3 configured); metrics, history, drift, alerts: anyone',
  });
});
