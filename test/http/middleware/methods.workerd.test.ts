import { describe, expect, it } from 'vitest';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';
import { json, request } from '../../support/api';

const { paths } = await json(await request('/openapi.json'));
const READ = [
  ...Object.keys(paths).filter((path) => 'get' in paths[path]),
  '/openapi.json',
  '/docs',
  '/docs/errors',
];

describe('OPTIONS', () => {
  it.each(READ)('%s says that it can be read', async (path) => {
    const response = await request(path, { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('Allow')).toMatch(/^GET, HEAD, ((POST|PUT), )?OPTIONS$/);
    expect(await response.text()).toBe('');
  });

  it('/predict says that it supports POST, also to a preflight, which may be cached for a day', async () => {
    const headers = {
      Origin: 'https://example.com',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type',
    };
    const response = await request('/predict', { method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      allow: 'POST, OPTIONS',
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST,OPTIONS',
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '86400',
    });
  });

  it.each(['/nowhere', '/docs/nowhere', '/predict/me'])(
    '%s is 404: the path does not exist',
    async (path) => {
      expect((await request(path, { method: 'OPTIONS' })).status).toBe(404);
    },
  );
});

describe('HEAD', () => {
  it.each(READ)('%s answers as GET does, without a body', async (path) => {
    const get = await request(path);
    const head = await request(path, { method: 'HEAD' });
    expect(head.status).toBe(get.status);
    expect(head.headers.get('Content-Type')).toBe(get.headers.get('Content-Type'));
    expect(await head.text()).toBe('');
  });
});

describe('A path that ends in a slash', () => {
  const redirect = 'manual';

  it.each([
    ['POST', '/predict/', '../predict', '/predict'],
    [
      'POST',
      '/predict/?strict=1&model=v1.0',
      '../predict?strict=1&model=v1.0',
      '/predict?strict=1&model=v1.0',
    ],
    ['GET', '/health//', '../../health', '/health'],
    ['HEAD', '/health/', '../health', '/health'],
    ['GET', '/metrics/history/', '../history', '/metrics/history'],
    ['GET', '/docs/', '../docs', '/docs'],
  ])('%s %s is redirected with 308, behind a prefix too', async (method, path, location, target) => {
    const body = method === 'POST' ? toPng(drawSeven(28)) : null;
    const response = await request(path, { method, body, redirect });
    expect(response.status).toBe(308);
    expect(response.headers.get('Location')).toBe(location);
    for (const prefix of ['', '/digits/v1']) {
      const { pathname, search } = new URL(location, `http://localhost${prefix}${path}`);
      expect(pathname + search).toBe(prefix + target);
    }
  });

  it.each(['/nowhere/', '//', '//example.com/', '/predict/x/', `/health${'/'.repeat(9)}`])(
    '%s is 404 if it matches no path',
    async (path) => {
      expect((await request(path, { redirect })).status).toBe(404);
    },
  );
});
