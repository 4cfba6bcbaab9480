import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { withServer } from '../support/with-server';
import { findViolations } from './find-violations';
import { withPage } from './with-page';
import { withPrefixProxy } from './with-prefix-proxy';

const OVERFLOW = 'document.documentElement.scrollWidth - innerWidth';
const STYLE_SHEETS = 'document.styleSheets.length';

it.each([
  [1280, 'light'],
  [360, 'light'],
  [1280, 'dark'],
  [360, 'dark'],
] as const)(
  'axe finds no violation on the page about errors at %i px, %s, and nothing overflows',
  (width, colorScheme) =>
    withServer((url) =>
      withPage(url, 'docs/errors#not_a_digit', width, async ({ page, strayRequests, complaints }) => {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: path.join(ROOT, `bench/errors-${width}-${colorScheme}.png`) });
        expect(await findViolations(page)).toEqual([]);
        expect(await page.evaluate(OVERFLOW)).toBeLessThanOrEqual(0);
        expect(strayRequests).toEqual([]);
        expect(complaints).toEqual([]);
      }),
    ),
);

it('the page about errors has its style and links to the docs behind a proxy that strips a path prefix', async () => {
  await withServer((service) =>
    withPrefixProxy(service, '/digits/', (url) =>
      withPage(url, 'docs/errors', 1280, async ({ page, strayRequests, complaints }) => {
        expect(await page.evaluate(STYLE_SHEETS)).toBe(1);
        await page.getByRole('link', { name: 'Handwritten digit recognition API' }).click();
        await page.locator('.opblock').first().waitFor();
        expect(page.url()).toBe(new URL('docs', url).href);
        expect(strayRequests).toEqual([]);
        expect(complaints).toEqual([]);
      }),
    ),
  );
});
