import { expect, it } from 'vitest';
import { serveAllTests } from '../support/with-server';
import { findViolations } from './find-violations';
import { measureOverflow, photograph, withPage } from './with-page';
import { withPrefixProxy } from './with-prefix-proxy';

const STYLE_SHEETS = 'document.styleSheets.length';

const url = serveAllTests();

it.each([
  [1280, 'light'],
  [360, 'light'],
  [1280, 'dark'],
  [360, 'dark'],
] as const)(
  'axe finds no violation on the page about errors at %i px, %s, and nothing overflows',
  (width, colorScheme) =>
    withPage(
      url(),
      'docs/errors#not_a_digit',
      { viewport: { width, height: 900 }, colorScheme },
      async (page) => {
        await photograph(page, `errors-${width}-${colorScheme}`);
        expect(await findViolations(page)).toEqual([]);
        expect(await measureOverflow(page)).toBeLessThanOrEqual(0);
      },
    ),
);

it('the page about errors has its style and links to the docs behind a proxy that strips a path prefix', () =>
  withPrefixProxy(url(), '/digits/', (prefixed) =>
    withPage(prefixed, 'docs/errors', {}, async (page) => {
      expect(await page.evaluate(STYLE_SHEETS)).toBe(1);
      await page.getByRole('link', { name: 'API', exact: true }).click();
      await page.locator('.opblock').first().waitFor();
      expect(page.url()).toBe(new URL('docs', prefixed).href);
    }),
  ));
