import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import UPNG from 'upng-js';
import { UserError } from '../user-error';

/** A picture of a page, for people who have not opened it yet. */
interface Picture {
  /** Of its file, without extension. */
  readonly name: string;
  /** Relative to the root of the service. */
  readonly address: string;
  readonly window: BrowserContextOptions;
  /** Uses the page; returns once it shows what it should. */
  readonly use: (page: Page) => Promise<void>;
}

/** Two thirds of its size: README shows it at a third. */
const DESKTOP: BrowserContextOptions = {
  viewport: { width: 1280, height: 880 },
  deviceScaleFactor: 2 / 3,
  colorScheme: 'light',
};
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 780 }, colorScheme: 'dark' };
/** A palette makes files three times smaller. */
const COLOURS = 256;
/** Bars and the map of influence come by and by. */
const SETTLING_MILLISECONDS = 800;
/** For each step: a busy machine takes its time. */
const PATIENCE_MILLISECONDS = 120_000;

const PICTURES: readonly Picture[] = [
  {
    name: 'playground',
    address: '',
    window: DESKTOP,
    async use(page) {
      await page.getByLabel('Recognise in your browser').check();
      await page.getByTitle('Draw a 3').click();
      await page.locator('.times dd', { hasText: 'ms' }).nth(2).waitFor();
    },
  },
  {
    name: 'playground-phone',
    address: '',
    window: PHONE,
    async use(page) {
      await page.getByTitle('Two digits').click();
      await page.getByText('2 digits, ').waitFor();
    },
  },
  {
    name: 'dashboard',
    address: 'dashboard',
    window: DESKTOP,
    use: (page) => page.getByTestId('total').waitFor(),
  },
];

/**
 * Photographs the pages of a running service for the README.
 *
 * @returns files by their names
 * @throws UserError if a page is not there
 */
export async function takeReadmePictures(browser: Browser, service: URL): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const { name, address, window, use } of PICTURES) {
    const page = await browser.newPage({ ...window, serviceWorkers: 'block' });
    page.setDefaultTimeout(PATIENCE_MILLISECONDS);
    const url = new URL(address, service).href;
    const status = (await page.goto(url))!.status();
    if (status !== 200) throw new UserError(`Cannot photograph ${url}: the service answers ${status}`);
    await use(page);
    // A click may have scrolled.
    await page.evaluate('scrollTo(0, 0)');
    await page.mouse.move(0, 0);
    await page.waitForTimeout(SETTLING_MILLISECONDS);
    files.set(`${name}.png`, reduceColours(await page.screenshot()));
    await page.close();
  }
  return files;
}

function reduceColours(png: Buffer): Uint8Array {
  const { width, height, data } = PNG.sync.read(png);
  return new Uint8Array(UPNG.encode([new Uint8Array(data).buffer], width, height, COLOURS));
}
