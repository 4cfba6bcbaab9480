import { chromium, type Page } from 'playwright-core';

/** Debian's; another can be named. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** Without these Chromium looks up hosts of its own at every start. */
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];

/** The docs page in a browser, and what it did that it should not. */
export interface DocsPage {
  readonly page: Page;
  /** Requests to other hosts, or to paths outside the folder of the page. */
  readonly strayRequests: string[];
  /** What the console complains of: scripts that fail, assets that are missing, what the content policy blocks. */
  readonly complaints: string[];
}

/**
 * Opens the docs page.
 * @param base address of the service, with a slash at the end
 * @param width of the window, in CSS pixels
 */
export async function withDocsPage(
  base: URL,
  width: number,
  work: (docs: DocsPage) => Promise<void>,
): Promise<void> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  try {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const docs: DocsPage = { page, strayRequests: [], complaints: [] };
    page.on('request', (request) => {
      const url = request.url();
      if (url.startsWith('http') && !url.startsWith(base.href)) docs.strayRequests.push(url);
    });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) docs.complaints.push(message.text());
    });
    page.on('pageerror', (error) => docs.complaints.push(error.message));

    await page.goto(new URL('docs', base).href);
    await page.locator('.opblock').first().waitFor();
    await work(docs);
  } finally {
    await browser.close();
  }
}
