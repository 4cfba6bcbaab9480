import path from 'node:path';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/production-bundle';
import { withServer } from '../server/with-server';

/** Debian's; another can be named. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** Without these Chromium looks up hosts of its own at every start. */
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];

it('the docs page uploads a picture with "Try it out" and shows the digit, asking no other host', async () => {
  await withServer(async (url) => {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
    try {
      const page = await browser.newPage();
      const foreign: string[] = [];
      page.on('request', (request) => {
        const { protocol, host } = new URL(request.url());
        if (protocol.startsWith('http') && host !== url.host) foreign.push(request.url());
      });

      await page.goto(new URL('/docs', url).href);
      const operation = page.locator('.opblock-post', { hasText: '/predict' });
      await operation.locator('.opblock-summary').click();
      await operation.locator('input[type=file]').setInputFiles(path.join(ROOT, 'docs/examples/seven.png'));
      await operation.getByRole('button', { name: 'Execute' }).click();

      const answer = operation.locator('.live-responses-table');
      await expect.poll(() => answer.textContent()).toContain('"predicted_digit": 7');
      expect(foreign).toEqual([]);
      await page.screenshot({ path: path.join(ROOT, 'bench/docs.png') });
    } finally {
      await browser.close();
    }
  });
});
