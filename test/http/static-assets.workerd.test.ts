import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createWorker } from '../../src/app';
import { filesOfRecognizer, json, request, scriptOfDocs } from '../support/api';

describe('GET /docs', () => {
  it('is revalidated each time, by its ETag', async () => {
    const page = await request('/docs');
    expect(page.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('Cache-Control')).toBe('public, no-cache');
    const again = await request('/docs', { headers: { 'If-None-Match': page.headers.get('ETag')! } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
  });

  it('says what is missing where the Worker runs without static assets', async () => {
    const worker = createWorker({ ...env, ASSETS: undefined as never });
    const answer = await worker.fetch!(
      new Request('http://localhost/docs') as never,
      env,
      createExecutionContext(),
    );
    expect(answer.status).toBe(500);
    expect(await json(answer)).toMatchObject({
      code: 'internal_error',
      detail: 'Cannot send /docs.html: the Worker runs without the binding ASSETS',
    });
  });
});

describe('GET /service-worker.js', () => {
  it('is revalidated each time, and may ask this service alone', async () => {
    const script = await request('/service-worker.js');
    expect(script.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('Cache-Control')).toBe('public, no-cache');
    expect(script.headers.get('Content-Security-Policy')).toBe(
      "default-src 'none'; connect-src 'self'; frame-ancestors 'none'",
    );
    await script.text();
  });
});

describe('GET /assets/:file', () => {
  it('is cached forever: its name contains a hash of the content', async () => {
    const file = await request(await scriptOfDocs());
    expect(file.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
    expect(file.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    expect(await file.text()).toContain('openapi.json');
  });

  it('is the only script that may compile WebAssembly if it recognises in the browser', async () => {
    const { recognizer, weights } = await filesOfRecognizer();
    const script = await request(recognizer);
    expect(script.headers.get('Content-Security-Policy')).toBe(
      "default-src 'none'; connect-src 'self'; frame-ancestors 'none'; script-src 'wasm-unsafe-eval'",
    );
    await script.text();
    for (const other of [await scriptOfDocs(), weights]) {
      const answer = await request(other);
      expect(answer.headers.get('Content-Security-Policy'), other).not.toContain('wasm');
      await answer.arrayBuffer();
    }
  });

  it('is 304 for its tag, which compression on the way may have made weak', async () => {
    const path = await scriptOfDocs();
    const tag = (await request(path)).headers.get('ETag')!;
    expect(tag).toMatch(/^"\w+"$/);
    for (const known of [tag, `W/${tag}`]) {
      expect((await request(path, { headers: { 'If-None-Match': known } })).status, known).toBe(304);
    }
    expect((await request(path, { headers: { 'If-None-Match': '"another"' } })).status).toBe(200);
  });

  it('is sent to HEAD without its body', async () => {
    const answer = await request(await scriptOfDocs(), { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('ETag')).toMatch(/\S/);
    expect(await answer.text()).toBe('');
  });

  it('is 405 for methods other than GET and HEAD', async () => {
    const answer = await request('/assets/docs.js', { method: 'POST' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('Allow')).toBe('GET, HEAD, OPTIONS');
  });

  it.each([
    '/assets/nothing.js',
    '/assets',
    '/assets/',
    '/assets/a/b.js',
    '/assets/../docs.html',
    '/assets/%2e%2e/docs.html',
    '/assets/..%2fdocs.html',
    '/assets/%2e%2e%2f%2e%2e%2fpackage.json',
    '/assets/%00',
    '/assets/%E0%A4%A',
    '/docs.html',
    '/index.html',
  ])('%s is 404, a problem like any other', async (path) => {
    const answer = await request(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect((await json(answer)).code).toBe('not_found');
  });
});
