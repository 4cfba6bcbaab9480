import { expect, it } from 'vitest';
import { serveAllTests } from '../support/with-server';
import { findViolations } from './find-violations';
import { measureOverflow, photograph, withPage } from './with-page';
import { withPrefixProxy } from './with-prefix-proxy';

const START = 'docs/guides/quick-start';

const url = serveAllTests();

it('the guides link to each other, to the errors and to themselves, and every address exists', () =>
  withPrefixProxy(url(), '/digits/', (prefixed) =>
    withPage(prefixed, START, {}, async (page) => {
      const names = await page.locator('.guide__names a').allTextContents();
      expect(names.at(-1)).toBe('Errors');
      for (const name of names.slice(0, -1)) {
        await page.locator('.guide__names').getByRole('link', { name, exact: true }).click();
        await page.locator('.guide__names [aria-current]', { hasText: name }).waitFor();
        const broken = await page.evaluate<string[]>(
          `[...document.querySelectorAll('article a[href^="#"]')].map((link) => link.hash)
            .filter((hash) => document.getElementById(hash.slice(1)) === null)`,
        );
        expect(broken, name).toEqual([]);
        const addresses = await page.evaluate<string[]>(
          `[...document.querySelectorAll('a')].map((link) => link.href.split('#')[0])`,
        );
        for (const address of new Set(addresses.filter((href) => href.startsWith(prefixed.href)))) {
          expect((await fetch(address, { method: 'HEAD' })).status, address).toBe(200);
        }
      }
    }),
  ));

it.each([
  ['docs/guides/limits', 1280, 'light'],
  ['docs/guides/monitoring', 360, 'dark'],
] as const)(
  'axe finds no violation on %s at %i px, %s, and nothing overflows',
  (address, width, colorScheme) =>
    withPage(url(), address, { viewport: { width, height: 900 }, colorScheme }, async (page) => {
      await photograph(page, `guide-${width}-${colorScheme}`);
      expect(await findViolations(page)).toEqual([]);
      expect(await measureOverflow(page)).toBeLessThanOrEqual(0);
    }),
);
