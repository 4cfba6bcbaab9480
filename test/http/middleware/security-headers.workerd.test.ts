import { describe, expect, it } from 'vitest';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';
import { predictForm, request, scriptOfDocs } from '../../support/api';

const answers: [string, () => Promise<Response>][] = [
  ['GET /', () => request('/')],
  ['HEAD /health', () => request('/health', { method: 'HEAD' })],
  ['POST /predict', () => predictForm(toPng(drawSeven(28)))],
  ['POST /predict without a picture', () => request('/predict', { method: 'POST' })],
  ['GET /predict', () => request('/predict')],
  ['GET /nowhere', () => request('/nowhere')],
  ['GET /dashboard', () => request('/dashboard')],
  ['GET /docs', () => request('/docs')],
  ['GET /docs/errors', () => request('/docs/errors')],
  ['GET /assets/…', async () => request(await scriptOfDocs())],
  ['GET /metrics', () => request('/metrics')],
];

describe.each(answers)('The answer to %s', (_, ask) => {
  it('keeps browsers from guessing, framing and leaking', async () => {
    const { headers } = await ask();
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('X-Frame-Options')).toBe('DENY');
    expect(headers.get('Content-Security-Policy')).toMatch(/frame-ancestors 'none'/);
    expect(headers.get('Content-Security-Policy')).not.toMatch(/unsafe|\*/);
    expect(headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(headers.get('Permissions-Policy')).toMatch(/camera=\(\)/);
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
    expect(headers.get('Cross-Origin-Resource-Policy')).toMatch(/^(same|cross)-origin$/);
  });

  it('says how long it may be cached', async () => {
    expect((await ask()).headers.get('Cache-Control')).toMatch(/\S/);
  });

  it('asks for HTTPS only over HTTPS', async () => {
    expect((await ask()).headers.has('Strict-Transport-Security')).toBe(false);
  });
});

it('A response over HTTPS asks for HTTPS from then on', async () => {
  const { headers } = await request('https://digits.example/');
  expect(headers.get('Strict-Transport-Security')).toMatch(/^max-age=\d{7,}/);
});

it.each(['/openapi.json', '/openapi.yaml', '/docs/guides/keys', '/dashboard', '/docs', '/docs/errors'])(
  '%s is sent once, and again only if it has changed',
  async (path) => {
    const first = await request(path);
    const tag = first.headers.get('ETag')!;
    expect(tag).toMatch(/^(W\/)?"[^"]+"$/);
    expect(first.headers.get('Cache-Control')).toMatch(/^public, (no-cache|max-age=\d+)$/);
    const again = await request(path, { headers: { 'If-None-Match': tag } });
    expect(again.status).toBe(304);
    expect(again.headers.get('ETag')).toBe(tag);
    expect(again.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(await again.text()).toBe('');
    expect((await request(path, { headers: { 'If-None-Match': '"another"' } })).status).toBe(200);
  },
);

it('An error is not cached', async () => {
  expect((await request('/nowhere')).headers.get('Cache-Control')).toBe('no-store');
});
