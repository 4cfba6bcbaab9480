import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { json, request } from '../../support/api';

describe('GET /openapi.yaml', () => {
  it('is the same document as GET /openapi.json', async () => {
    const answer = await request('/openapi.yaml');
    expect(answer.headers.get('Content-Type')).toBe('application/yaml');
    expect(parse(await answer.text())).toEqual(await json(await request('/openapi.json')));
  });
});

describe('GET /docs/guides/:guide', () => {
  it('is a page without scripts', async () => {
    const answer = await request('/docs/guides/quick-start');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Security-Policy')).not.toContain('script-src');
    expect(await answer.text()).toContain('<h1 id="quick-start">Quick start</h1>');
  });

  it.each(['nothing', '..%2Ferrors', '..%2F..%2Fdocs', 'quick-start.html'])('is 404 for %s', async (name) => {
    expect((await request(`/docs/guides/${name}`)).status).toBe(404);
  });
});
