import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createKey, digestOf, toHex } from '../../../src/api-keys/key-format';
import { json } from '../../support/api';
import { type ClosedService, closedService } from '../../support/closed-service';

let service: ClosedService;
beforeEach(async () => {
  service = await closedService();
});

/** Asks as the administrator, with JSON where there is any. */
function manage(method: string, path = '', body?: unknown): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return service.ask(`/admin/keys${path}`, service.keys.admin, {
    method,
    ...(body !== undefined && { body: text }),
  });
}

/** A key, and what is sent of it. */
async function newKey(fields: Record<string, unknown> = {}) {
  const key = createKey();
  const sha256 = toHex(await digestOf(key));
  return { key, body: { name: 'shop', role: 'metrics', sha256, ...fields }, sha256 };
}

/** Whether a key opens the figures. */
async function opens(key: string): Promise<boolean> {
  return (await service.ask('/metrics', key)).status === 200;
}

async function listed() {
  const { keys } = await json(await manage('GET'));
  return keys as { name: string; status: string }[];
}

describe('GET /admin/keys', () => {
  it('lists the configured keys without their SHA-256', async () => {
    const response = await manage('GET');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const { keys } = await json(response);
    expect(keys).toHaveLength(3);
    expect(keys[0]).toEqual({
      name: 'predict-holder',
      role: 'predict',
      status: 'active',
      source: 'configuration',
      fingerprint: toHex(await digestOf(service.keys.predict)).slice(0, 8),
      created: null,
      expires: null,
      quota: null,
    });
  });
});

describe('POST /admin/keys', () => {
  it('makes a key accepted at once', async () => {
    const { key, body, sha256 } = await newKey({ expires: '2099-12-31', quota: { daily: 7 } });
    expect(await opens(key)).toBe(false);
    const response = await manage('POST', '', body);
    expect(response.status).toBe(201);
    expect(await json(response)).toEqual({
      name: 'shop',
      role: 'metrics',
      status: 'active',
      source: 'store',
      fingerprint: sha256.slice(0, 8),
      created: expect.any(String),
      expires: '2099-12-31T00:00:00.000Z',
      quota: { daily: 7, monthly: null },
    });
    expect(await opens(key)).toBe(true);
    expect(await listed()).toContainEqual(expect.objectContaining({ name: 'shop', source: 'store' }));
  });

  it('logs who added which key', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const { body } = await newKey();
    await manage('POST', '', body);
    const lines = log.mock.calls.map(([line]) => JSON.parse(line));
    log.mockRestore();
    expect(lines[0]).toMatchObject({
      level: 'info',
      message: 'The holder of the API key "admin-holder" added the API key "shop" of the role "metrics"',
      request_id: expect.any(String),
    });
  });

  it('refuses an existing name, even a configured one, and an existing key', async () => {
    const { body } = await newKey();
    await manage('POST', '', body);
    const again = (await newKey()).body;
    for (const taken of [again, { ...again, name: 'admin-holder' }, { ...body, name: 'other' }]) {
      const response = await manage('POST', '', taken);
      expect(response.status).toBe(409);
      expect(await json(response)).toMatchObject({ code: 'key_exists' });
    }
  });

  const SHA256 = 'a'.repeat(64);
  it.each([
    ['', /no JSON object; send \{"name"/],
    ['[]', /no JSON object/],
    [{ name: 'shop', role: 'metrics' }, /"sha256": it must be the SHA-256/],
    [{ name: 'my shop', role: 'metrics', sha256: SHA256 }, /"name": it must be 1 to 40 letters/],
    [{ name: createKey(), role: 'metrics', sha256: SHA256 }, /"name"/],
    [{ name: 'shop', role: 'root', sha256: SHA256 }, /"role": it must be one of predict, metrics, admin/],
    [{ name: 'shop', role: 'metrics', sha256: 'abc' }, /"sha256"/],
    [
      { name: 'shop', role: 'metrics', sha256: SHA256, expires: 'soon' },
      /"expires": it must be a day such as/,
    ],
    [{ name: 'shop', role: 'metrics', sha256: SHA256, expires: '2020-01-01' }, /"expires".*in the future/],
    [{ name: 'shop', role: 'metrics', sha256: SHA256, quota: { daily: 0 } }, /"quota.daily".*from 1 to/],
    [{ name: 'shop', role: 'metrics', sha256: SHA256, quota: { weekly: 1 } }, /"quota"/],
    [{ name: 'shop', role: 'metrics', sha256: SHA256, key: 'x' }, /"key" is unknown/],
  ])('refuses %j', async (body, detail) => {
    const response = await manage('POST', '', body);
    expect(response.status).toBe(422);
    expect(await json(response)).toMatchObject({ detail: expect.stringMatching(detail) });
  });

  it('refuses more than 100 kilobytes', async () => {
    const response = await manage('POST', '', JSON.stringify({ name: 'x'.repeat(100_000) }));
    expect(response.status).toBe(413);
  });
});

describe('DELETE /admin/keys/{name}', () => {
  it('makes a key refused at once', async () => {
    const { key, body } = await newKey();
    await manage('POST', '', body);
    expect(await opens(key)).toBe(true);
    const response = await manage('DELETE', '/shop');
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(await opens(key)).toBe(false);
  });

  it('revokes a configured key', async () => {
    expect(await opens(service.keys.metrics)).toBe(true);
    await manage('DELETE', '/metrics-holder');
    expect(await opens(service.keys.metrics)).toBe(false);
    expect(await listed()).toContainEqual(
      expect.objectContaining({ name: 'metrics-holder', status: 'expired' }),
    );
  });

  it.each(['nobody', 'a%0Ab', createKey()])('answers 404 where %s is no name of a key', async (name) => {
    const response = await manage('DELETE', `/${name}`);
    expect(response.status).toBe(404);
    const { code, detail } = await json(response);
    expect(code).toBe('unknown_key');
    expect(detail).not.toMatch(/\n|dgt_/);
  });
});

describe('POST /admin/keys/{name}/rotate', () => {
  it('accepts the new key with the role and quota of the old one, which stays valid', async () => {
    const old = await newKey({ quota: { monthly: 9 } });
    await manage('POST', '', old.body);
    const next = await newKey();
    const response = await manage('POST', '/shop/rotate', { sha256: next.sha256 });
    expect(response.status).toBe(201);
    expect(await json(response)).toMatchObject({ role: 'metrics', quota: { monthly: 9 } });
    expect([await opens(old.key), await opens(next.key)]).toEqual([true, true]);
  });

  it('rejects the old key at once without an overlap', async () => {
    const next = await newKey();
    await manage('POST', '/metrics-holder/rotate', { sha256: next.sha256, overlap_seconds: 0 });
    expect([await opens(service.keys.metrics), await opens(next.key)]).toEqual([false, true]);
  });

  it.each([
    [{ overlap_seconds: 1 }, 422],
    [{ sha256: 'a'.repeat(64), overlap_seconds: -1 }, 422],
    [{ sha256: 'a'.repeat(64), overlap_seconds: 2_592_001 }, 422],
    [{ sha256: 'a'.repeat(64), role: 'admin' }, 422],
  ])('refuses %j with %i', async (body, status) => {
    expect((await manage('POST', '/metrics-holder/rotate', body)).status).toBe(status);
  });

  it('refuses to replace a key with itself, and an unknown key', async () => {
    const sha256 = toHex(await digestOf(service.keys.metrics));
    expect((await manage('POST', '/metrics-holder/rotate', { sha256 })).status).toBe(409);
    expect((await manage('POST', '/nobody/rotate', { sha256: 'b'.repeat(64) })).status).toBe(404);
    expect(await opens(service.keys.metrics)).toBe(true);
  });
});

it('keys can only be managed if there is a store', async () => {
  service = await closedService({}, { KEYS: undefined });
  expect(await listed()).toHaveLength(3);
  const response = await manage('POST', '', (await newKey()).body);
  expect(response.status).toBe(503);
  expect(await json(response)).toMatchObject({ code: 'key_store_unavailable' });
});
