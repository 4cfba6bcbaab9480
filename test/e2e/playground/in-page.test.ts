import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { assetManifest } from '../../../scripts/lib/assets/asset-manifest';
import { type Bundle, bundlePaths } from '../../../scripts/lib/serve/bundle';
import { serveAllTests, startTestServer, withFolder } from '../../support/with-server';
import { findViolations } from '../find-violations';
import { measureOverflow, photograph, withPage } from '../with-page';
import { withPrefixProxy } from '../with-prefix-proxy';
import { drawByMouse, expectAnswer, expectNotice, openFile } from './playground-page';

/** Contexts keep no service worker unless they say so. */
const KEPT = { serviceWorkers: 'allow' } as const;
const PHONE = { viewport: { width: 360, height: 740 }, colorScheme: 'dark' } as const;

const url = serveAllTests();

function switchOf(page: Page) {
  return page.getByLabel('Recognise in your browser');
}

function timeOf(page: Page, name: string): Promise<string | null> {
  return page.locator('.times div').filter({ hasText: name }).locator('dd').textContent();
}

/** Waits until the page is kept for visits without a network. */
async function waitUntilKept(page: Page): Promise<void> {
  await page.evaluate('navigator.serviceWorker.ready');
  await expect.poll(() => page.evaluate('navigator.serviceWorker.controller !== null')).toBe(true);
}

/** A copy of the bundle whose page has another title. */
function nextVersion(folder: string): Bundle {
  const bundle = inject('bundle');
  cpSync(bundle.folder, folder, { recursive: true });
  const { assets } = bundlePaths(folder);
  const replace = (file: string, text: RegExp, by: string) => {
    const name = path.join(assets, file);
    writeFileSync(name, readFileSync(name, 'utf8').replace(text, by));
  };
  replace('playground.html', /(?<=<title>)[^<]*/, 'The next version');
  replace('service-worker.js', /(?<=version:")/, 'next-');
  return { ...bundle, folder, ...bundlePaths(folder), assetManifest: assetManifest(assets) };
}

describe('the playground in the browser', () => {
  it('recognises by itself, and shows its time beside those of the service', () =>
    withPage(url(), '', { viewport: { width: 1440, height: 900 } }, async (page) => {
      await switchOf(page).check();
      await drawByMouse(page, '4');
      await expectAnswer(page, '4');
      for (const name of ['On the server', 'Round trip', 'In your browser']) {
        await expect.poll(() => timeOf(page, name)).toMatch(/^[\d.]+ ms$/);
      }
      await photograph(page, 'in-page-1440-light');
      await page.reload();
      expect(await switchOf(page).isChecked()).toBe(true);
    }));

  it('loads nothing for it before it is switched on', () =>
    withPage(url(), '', {}, async (page) => {
      const loaded: string[] = [];
      page.on('request', (request) => loaded.push(request.url()));
      await page.getByTitle('Draw a 3').click();
      await expectAnswer(page, '3');
      expect(loaded.filter((address) => /recognizer|wasm|\.bin/.test(address))).toEqual([]);
    }));

  it('says what the service says about files that it refuses', () =>
    withPage(url(), '', {}, async (page) => {
      await switchOf(page).check();
      await page.route('**/predict?*', (route) => route.abort());
      await openFile(page, {
        name: 'x.png',
        mimeType: 'image/png',
        buffer: Buffer.from('GIF89a\x01\x00\x01\x00'),
      });
      await expectNotice(page, /Cannot read GIF\. Send a PNG or a JPEG/);
    }));

  it('uses the chosen model, an ensemble too', () =>
    withPage(url(), '', {}, async (page) => {
      await switchOf(page).check();
      await page.getByLabel('Model').selectOption('ensemble');
      await page.getByTitle('Draw a 2').click();
      await expectAnswer(page, '2');
      await page.locator('.votes').waitFor();
      await expect.poll(() => timeOf(page, 'In your browser')).toMatch(/ms$/);
    }));

  it('leaves recognition to the service, and says so, if the network cannot be loaded', () =>
    withPage(url(), '', {}, async (page) => {
      await page.route('**/*.bin', (route) => route.fulfill({ status: 503 }));
      await switchOf(page).check();
      await page.getByTitle('Draw a 6').click();
      await expectAnswer(page, '6');
      await page.getByText('The network cannot be loaded').waitFor();
      expect(await switchOf(page).isChecked()).toBe(false);
      expect(await findViolations(page)).toEqual([]);
    }));
});

describe('the playground without a network', () => {
  it('is there after the first visit, recognises, and says that it is offline', () =>
    withPage(url(), '', { ...KEPT, ...PHONE }, async (page) => {
      await waitUntilKept(page);
      await page.context().setOffline(true);
      await page.reload();
      await page.getByTitle('Draw a 4').click();
      await expectNotice(page, /You are offline/);
      await page.locator('.notice').getByRole('button', { name: 'Recognise in your browser' }).click();
      await expectAnswer(page, '4');
      await expectNotice(page, /You are offline.*goes on recognising/);
      expect(await timeOf(page, 'On the server')).toBe('–');
      expect(await timeOf(page, 'In your browser')).toMatch(/ms$/);
      await photograph(page, 'offline-360-dark');
      expect(await findViolations(page)).toEqual([]);
      expect(await measureOverflow(page)).toBeLessThanOrEqual(0);

      await page.context().setOffline(false);
      await expect.poll(() => timeOf(page, 'On the server')).toMatch(/ms$/);
      expect(await page.locator('.notice').count()).toBe(0);
    }));

  it('is there behind a proxy that strips a path prefix', () =>
    withPrefixProxy(url(), '/digits/', (prefixed) =>
      withPage(prefixed, '', KEPT, async (page) => {
        await waitUntilKept(page);
        await switchOf(page).check();
        await page.context().setOffline(true);
        await page.reload();
        await page.getByTitle('Draw a 7').click();
        await expectAnswer(page, '7');
        await page.getByTitle('Two digits').click();
        await expectAnswer(page, '13');
      }),
    ));

  it('is the newest version at once with a network, and without one as soon as the old version is closed', () =>
    withFolder(async (folder) => {
      const first = await startTestServer(path.join(folder, 'storage'));
      const port = Number(first.url.port);
      await withPage(first.url, '', KEPT, async (page) => {
        await waitUntilKept(page);
        await first.stop();
        const second = await startTestServer(path.join(folder, 'storage'), undefined, {
          build: async () => nextVersion(path.join(folder, 'bundle')),
          port,
        });
        try {
          await page.reload();
          expect(await page.title()).toBe('The next version');
          await page.evaluate('navigator.serviceWorker.getRegistration().then((found) => found.update())');
          await expect.poll(() => page.evaluate('caches.keys().then(({ length }) => length)')).toBe(2);
          const installed = page.context().serviceWorkers().at(-1)!;
          const other = await page.context().newPage();
          await page.close();
          await expect.poll(() => installed.evaluate('caches.keys().then(({ length }) => length)')).toBe(1);
          await other.context().setOffline(true);
          await other.goto(second.url.href);
          expect(await other.title()).toBe('The next version');
        } finally {
          await second.stop();
        }
      });
    }));

  it('keeps no answer of the API', () =>
    withPage(url(), '', KEPT, async (page) => {
      await waitUntilKept(page);
      await page.reload();
      await page.getByTitle('Draw a 1').click();
      await expectAnswer(page, '1');
      const kept = await page.evaluate<string[]>(`(async () => {
        const names = await caches.keys();
        const caches_ = await Promise.all(names.map((name) => caches.open(name)));
        const requests = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
        return requests.map((request) => new URL(request.url).pathname);
      })()`);
      const names = new Set(kept.map((file) => file.replace(/[A-Z0-9]{8}/, 'HASH')));
      expect([...names].sort()).toEqual([
        '/',
        '/assets/playground-HASH.css',
        '/assets/playground-HASH.js',
        '/assets/recognizer-HASH.js',
        '/assets/tfjs-backend-wasm-simd-HASH.wasm',
        '/assets/weights-HASH.bin',
      ]);
    }));
});
