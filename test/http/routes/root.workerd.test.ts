import { describe, expect, it } from 'vitest';
import { json, request } from '../../support/api';

/** As Chromium and Firefox ask for a page. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

describe('GET /', () => {
  it.each([undefined, '*/*', 'application/json', 'application/json, text/html;q=0.5', 'image/png'])(
    'is the overview of the service for a client that accepts %s',
    async (accept) => {
      const answer = await request('/', accept === undefined ? {} : { headers: { Accept: accept } });
      expect(answer.headers.get('Content-Type')).toBe('application/json');
      expect(answer.headers.get('Vary')).toBe('Accept');
      expect(await json(answer)).toMatchObject({
        status: 'running',
        endpoints: { predict: 'POST /predict' },
      });
    },
  );

  it('is the playground for a browser, which may ask for the camera', async () => {
    const answer = await request('/', { headers: { Accept: BROWSER } });
    expect(answer.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('Vary')).toBe('Accept');
    expect(answer.headers.get('Cache-Control')).toBe('public, no-cache');
    expect(answer.headers.get('Permissions-Policy')).toMatch(/camera=\(self\)/);
    expect(answer.headers.get('Content-Security-Policy')).toMatch(
      /script-src 'self'; worker-src 'self'; style-src 'self'/,
    );
    expect(await answer.text()).toMatch(/src="assets\/playground-\w+\.js"/);
  });

  it('is 304 for a browser that has the playground', async () => {
    const { headers } = await request('/', { headers: { Accept: BROWSER } });
    const again = await request('/', {
      headers: { Accept: BROWSER, 'If-None-Match': headers.get('ETag')! },
    });
    expect(again.status).toBe(304);
    expect(again.headers.get('Vary')).toBe('Accept');
  });
});
