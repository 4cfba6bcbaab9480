import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

/** Debian's; another can be named. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** Without these Chromium looks up hosts of its own at every start. */
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];

/** A page of the service in a browser, and what it did that it should not. */
export interface OpenPage {
  readonly page: Page;
  /** Requests to other hosts, or to paths outside of the service's. */
  readonly strayRequests: string[];
  /** What the console complains of: scripts that fail, assets that are missing, what the content policy blocks. */
  readonly complaints: string[];
}

/**
 * Opens a page.
 * @param base address of the service, with a slash at the end
 * @param address of the page, relative to it
 * @param width of the window, in CSS pixels
 */
export async function withPage(
  base: URL,
  address: string,
  width: number,
  work: (open: OpenPage) => Promise<void>,
): Promise<void> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  try {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const open: OpenPage = { page, strayRequests: [], complaints: [] };
    page.on('request', (request) => {
      const url = request.url();
      if (url.startsWith('http') && !url.startsWith(base.href)) open.strayRequests.push(url);
    });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) open.complaints.push(message.text());
    });
    page.on('pageerror', (error) => open.complaints.push(error.message));

    await page.goto(new URL(address, base).href);
    await work(open).catch(async (error) => {
      await keepScreenshot(page);
      throw error;
    });
  } finally {
    await browser.close();
  }
}

/** Where a continuous integration keeps what explains a failure. */
async function keepScreenshot(page: Page): Promise<void> {
  const folder = process.env.TEST_REPORT_DIR;
  if (folder === undefined) return;
  const name = expect.getState().currentTestName?.replaceAll(/\W+/g, '-') ?? 'page';
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

/** Opens the docs page, and waits for Swagger UI. */
export async function withDocsPage(
  base: URL,
  width: number,
  work: (open: OpenPage) => Promise<void>,
): Promise<void> {
  await withPage(base, 'docs', width, async (open) => {
    await open.page.locator('.opblock').first().waitFor();
    await work(open);
  });
}
