import { expect, it } from 'vitest';
import { ERROR_GUIDE } from '../../../src/error-guide';
import { ERROR_CODES } from '../../../src/errors';
import { json, request } from '../../support/api';

const page = await request('/docs/errors');
const text = await page.text();

it.each(ERROR_CODES)('GET /docs/errors has one section about %s, with its status and an example', (code) => {
  expect(text.split(`<h2 id="${code}">`)).toHaveLength(2);
  const [, section] = text.split(`<h2 id="${code}">`);
  expect(section).toMatch(new RegExp(`^.*\\s+<p class="status">${ERROR_GUIDE[code].status} `));
  expect(section!.split('</section>', 1)[0]!.replaceAll(/&\w+;/g, '"')).toContain(`"code": "${code}"`);
});

it('The type of a problem links to its section', async () => {
  const { type } = await json(await request('/nowhere'));
  const { pathname, hash } = new URL(type, 'http://localhost/nowhere');
  expect(pathname).toBe('/docs/errors');
  expect(text).toContain(`id="${hash.slice(1)}"`);
});

it('GET /docs/errors is a page without scripts, inline styles or resources of other origins', () => {
  expect(page.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; style-src 'self'; /);
  expect(text).not.toMatch(/<script|<style|style=|src=/);
});

it('GET /docs/errors has its style sheet among the static assets', async () => {
  const [, address] = /<link rel="stylesheet" href="([^"]+)">/.exec(text)!;
  const style = await request(new URL(address!, 'http://localhost/docs/errors').pathname);
  expect(style.headers.get('Content-Type')).toBe('text/css; charset=utf-8');
});
