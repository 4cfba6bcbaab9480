import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, expect } from 'vitest';
import { launchChromium } from '../../scripts/lib/browser/launch-chromium';
import { ROOT } from '../../scripts/lib/serve/production-bundle';

let browser: Promise<Browser> | null = null;

afterAll(async () => {
  await (await browser)?.close();
});

/**
 * Opens a page in a browser that all pages of a test file share, with its own storage and cache. Afterwards it must not have
 * asked other hosts or for paths outside of the service's, nor complained.
 *
 * @param base address of the service, with a slash at the end
 * @param address of the page, relative to it
 * @param options of the window; 1280 pixels wide, without a service worker, which would answer before what a test puts in its way
 */
export async function withPage(
  base: URL,
  address: string,
  options: BrowserContextOptions,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  browser ??= launchChromium();
  await withPageOf(await browser, base, address, options, work);
}

/** The same in a browser of the test's own. */
export async function withPageOf(
  started: Browser,
  base: URL,
  address: string,
  options: BrowserContextOptions,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await started.newContext({
    viewport: { width: 1280, height: 900 },
    serviceWorkers: 'block',
    ...options,
  });
  try {
    const page = await context.newPage();
    const faults = watchFaults(page, base);
    await page.goto(new URL(address, base).href);
    await work(page).catch(async (error) => {
      await keepScreenshot(page);
      throw error;
    });
    expect(faults).toEqual([]);
  } finally {
    await context.close();
  }
}

/** @returns what a page does that it should not, as it does it */
function watchFaults(page: Page, base: URL): string[] {
  const faults: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (url.startsWith('http') && !url.startsWith(base.href)) faults.push(`asked for ${url}`);
  });
  page.on('console', (message) => {
    // The console repeats each refusal of the service; what the page makes of it is for the test to see.
    const isRefusal =
      message.text().startsWith('Failed to load resource') && !message.location().url.includes('/assets/');
    const isBlocked = message.text() === 'Service Worker registration blocked by Playwright';
    if (['error', 'warning'].includes(message.type()) && !isRefusal && !isBlocked)
      faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  return faults;
}

/** Where a continuous integration keeps what explains a failure. */
async function keepScreenshot(page: Page): Promise<void> {
  const folder = process.env.TEST_REPORT_DIR;
  if (folder === undefined) return;
  const name = expect.getState().currentTestName?.replaceAll(/\W+/g, '-') ?? 'page';
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

/** Keeps a picture of a page for people to look at, in `test-results/`. */
export async function photograph(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(ROOT, `test-results/${name}.png`), fullPage: true });
}

/** @returns by how many CSS pixels the content is wider than the window */
export function measureOverflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
}

/** Opens the docs page, and waits for Swagger UI. */
export async function withDocsPage(
  base: URL,
  options: BrowserContextOptions,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  await withPage(base, 'docs', options, async (page) => {
    await page.locator('.opblock').first().waitFor();
    await work(page);
  });
}
