import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createWorker } from '../../../src/app';
import { json, request } from '../../support/api';

const APP = 'https://app.example';
const DASHBOARD = 'https://dashboard.example';
const { paths } = await json(await request('/openapi.json'));

/** What operations tell of the service and of its pictures: neither is for pages that happen to be open. */
const RESTRICTED = [
  '/metrics',
  '/metrics/prometheus',
  '/metrics/history',
  '/drift',
  '/alerts',
  '/admin/keys',
];
const OPEN = ['/', '/health', '/livez', '/readyz', '/model_info', '/docs', '/openapi.json', '/nowhere'];

function serviceWith(CORS_ORIGINS: string) {
  // A copy: what is set on an heir of the environment is set on the environment that all tests share.
  const worker = createWorker({ ...env, CORS_ORIGINS });
  return (path: string, origin: string | null, init: RequestInit = {}): Promise<Response> => {
    const headers = { ...(origin && { Origin: origin }), ...(init.headers as Record<string, string>) };
    const asked = new Request(`http://localhost${path}`, { ...init, headers });
    return worker.fetch!(
      asked as Request<unknown, IncomingRequestCfProperties>,
      env,
      createExecutionContext(),
    ) as Promise<Response>;
  };
}

function preflight(method: string): RequestInit {
  return { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': method } };
}

describe('By default', () => {
  it.each(OPEN)('pages of any origin may read %s', async (path) => {
    const { headers } = await request(path, { headers: { Origin: APP } });
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
    expect(headers.get('Vary') ?? '').not.toContain('Origin');
  });

  it.each(RESTRICTED)('no page of another origin may read %s, not even after a preflight', async (path) => {
    for (const init of [{}, preflight('GET'), { method: 'DELETE' }]) {
      const { headers } = await request(path, { ...init, headers: { ...init.headers, Origin: APP } });
      expect(headers.has('Access-Control-Allow-Origin')).toBe(false);
      expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
    }
  });
});

describe('With CORS_ORIGINS=*,https://dashboard.example', () => {
  const ask = serviceWith(`*,${DASHBOARD}`);

  it('the listed origin may read everything', async () => {
    for (const path of [...RESTRICTED, '/health']) {
      const { headers } = await ask(path, DASHBOARD);
      expect(['*', DASHBOARD]).toContain(headers.get('Access-Control-Allow-Origin'));
    }
  });

  it('a preflight of the listed origin may announce a key', async () => {
    const headers = {
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'authorization',
    };
    const answer = await ask('/metrics', DASHBOARD, { method: 'OPTIONS', headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(DASHBOARD);
    expect(answer.headers.get('Access-Control-Allow-Headers')).toBe('authorization');
  });

  it('others may read what is open, and Vary tells caches where responses differ', async () => {
    expect((await ask('/health', APP)).headers.get('Access-Control-Allow-Origin')).toBe('*');
    const { headers } = await ask('/metrics', APP);
    expect(headers.has('Access-Control-Allow-Origin')).toBe(false);
    expect(headers.get('Vary')).toBe('Accept, Origin');
  });
});

describe('With CORS_ORIGINS=https://app.example', () => {
  const ask = serviceWith(APP);

  it('its pages may read everything, refusals included', async () => {
    for (const path of ['/health', '/metrics', '/nowhere', '/drift?window=1x']) {
      expect((await ask(path, APP)).headers.get('Access-Control-Allow-Origin'), path).toBe(APP);
    }
    const allowed = await ask('/predict', APP, preflight('POST'));
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe(APP);
  });

  it.each([DASHBOARD, 'null', 'https://app.example.evil.example', 'http://app.example', null])(
    'a page of %s may read nothing',
    async (origin) => {
      for (const path of ['/health', '/metrics']) {
        const { headers } = await ask(path, origin);
        expect(headers.has('Access-Control-Allow-Origin')).toBe(false);
        expect(headers.get('Vary')).toContain('Origin');
        expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
      }
      const refused = await ask('/predict', origin, preflight('POST'));
      expect(refused.headers.has('Access-Control-Allow-Origin')).toBe(false);
    },
  );
});

describe('A preflight', () => {
  const all = [...Object.keys(paths), '/docs', '/docs/errors', '/openapi.json'];

  it.each(all.map((path) => path.replace(/\{[^}]+\}/g, 'x')))(
    'for %s names the methods of the path alone',
    async (path) => {
      const { headers } = await request(path, preflight('PATCH'));
      expect(headers.get('Access-Control-Allow-Methods')?.split(',')).toEqual(
        headers.get('Allow')?.split(', '),
      );
      for (const method of headers.get('Allow')!.split(', ')) {
        expect((await request(path, { method })).status, method).not.toBe(405);
      }
    },
  );
});
