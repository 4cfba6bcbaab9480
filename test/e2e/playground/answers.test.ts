import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { serveAllTests, withFolder, withServer } from '../../support/with-server';
import { findViolations } from '../find-violations';
import { measureOverflow, photograph, withPage } from '../with-page';
import { withPrefixProxy } from '../with-prefix-proxy';
import { drawByMouse, expectAnswer, expectNotice } from './playground-page';

/** What runs each language: its name, the extension of its files, and a command. */
const RUNS = [
  ['curl', 'sh', 'sh'],
  ['Python', 'py', 'python3'],
  ['TypeScript', 'mts', process.execPath, '--import', import.meta.resolve('tsx')],
] as const;
const run = promisify(execFile);

const url = serveAllTests();

describe('the playground', () => {
  it('shows the votes of an ensemble', () =>
    withPage(url(), '', {}, async (page) => {
      await page.getByTitle('Draw a 2').click();
      await page.getByLabel('Model').selectOption('ensemble');
      await page.locator('.votes').waitFor();
      expect(await page.locator('.votes tbody td:nth-of-type(1)').allTextContents()).toEqual(
        Array(5).fill('2'),
      );
    }));

  it('reads a number where there are several digits', () =>
    withPage(url(), '', {}, async (page) => {
      await page.getByTitle('Two digits').click();
      await expectAnswer(page, '13');
      await page.getByText('2 digits, ').waitFor();
      await expect.poll(() => page.getByTestId('spoken').textContent()).toMatch(/^Recognised as 13, /);
      expect(await page.locator('.code').textContent()).toContain(`${url().href}predict/number`);
      expect(await page.getByRole('button', { name: 'Show again what was recognised as 13' }).count()).toBe(
        1,
      );
    }));

  it('asks for no label where the service takes none', () =>
    withPage(url(), '', {}, async (page) => {
      await page.getByTitle('Draw a 2').click();
      await expectAnswer(page, '2');
      expect(await page.getByText('Wrong?').count()).toBe(0);
    }));

  it('tells a service that takes labels what the picture shows', () =>
    withServer(
      (service) =>
        withPage(service, '', {}, async (page) => {
          await page.getByTitle('Draw a 2').click();
          await page.getByText('Wrong?').click();
          await page.getByRole('button', { name: '7', exact: true }).click();
          await page.getByText('Thank you: stored as “7”.').waitFor();
          await page.getByRole('button', { name: 'No digit' }).click();
          await page.getByText('Thank you: stored as “No digit”.').waitFor();
          expect(await findViolations(page)).toEqual([]);
        }),
      { variables: { FEEDBACK: 'on' } },
    ));

  it('copies a link that contains the drawing', () =>
    withPage(url(), '', { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await drawByMouse(page, '6');
      await expectAnswer(page, '6');
      await page.getByRole('button', { name: 'Copy link' }).click();
      await page.getByText('Copied').waitFor();
      const link = await page.evaluate<string>('navigator.clipboard.readText()');
      expect(link).toBe(page.url());
      await withPage(url(), link.slice(url().href.length), {}, async (other) => {
        await expectAnswer(other, '6');
      });
    }));

  it('copies a link on pages without HTTPS, too', () =>
    withPage(url(), '', { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await page.getByTitle('Draw a 6').click();
      await page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })",
      );
      await page.getByRole('button', { name: 'Copy link' }).click();
      await page.getByText('Copied').waitFor();
      expect(await page.evaluate('delete navigator.clipboard && navigator.clipboard.readText()')).toBe(
        page.url(),
      );
    }));

  it('saves the picture, and shows the request as code', () =>
    withPage(url(), '', {}, async (page) => {
      await page.getByTitle('Draw a 5').click();
      await expectAnswer(page, '5');
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save digit.png' }).click();
      const saved = await saving;
      expect(saved.suggestedFilename()).toBe('digit.png');
      await withFolder(async (folder) => {
        await saved.saveAs(path.join(folder, 'digit.png'));
        for (const [language, extension, ...program] of RUNS) {
          await page.getByText(language, { exact: true }).click();
          const file = path.join(folder, `request.${extension}`);
          writeFileSync(file, (await page.locator('.code').textContent())!);
          const { stdout } = await run(program[0]!, [...program.slice(1), file], { cwd: folder });
          expect(stdout, language).toMatch(/"predicted_digit":5|^5 0\.\d+\n$/);
        }
      });
    }));

  it('keeps a history of this visit, and restores its entries', () =>
    withPage(url(), '', {}, async (page) => {
      for (const digit of ['2', '9']) {
        await page.getByTitle(`Draw a ${digit}`).click();
        await expectAnswer(page, digit);
      }
      await page.getByRole('button', { name: 'Show again what was recognised as 2' }).click();
      await expectAnswer(page, '2');
    }));

  it('keeps what is drawn offline, and recognises it once the browser is online', () =>
    withPage(url(), '', {}, async (page) => {
      await page.context().setOffline(true);
      await expectNotice(page, /You are offline/);
      await page.getByTitle('Draw a 4').click();
      await page.waitForTimeout(500);
      await expectAnswer(page, '–');
      await page.context().setOffline(false);
      await expectAnswer(page, '4');
      expect(await page.locator('.notice').count()).toBe(0);
    }));

  it('counts down after a 429, and only then sends what was drawn last', () =>
    withPage(url(), '', {}, async (page) => {
      const statuses: number[] = [];
      page.on('response', (response) => {
        if (response.url().includes('predict?')) statuses.push(response.status());
      });
      await page.route(
        '**/predict?*',
        (route) => route.fulfill({ status: 429, headers: { 'Retry-After': '3' }, body: '{}' }),
        { times: 1 },
      );
      await page.getByTitle('Draw a 1').click();
      await expectNotice(page, /The next attempt is in \d seconds?/);
      await page.getByTitle('Draw a 2').click();
      await page.getByText('Not recognised').waitFor();
      await expectNotice(page, /in 1 second\b/);
      await expectAnswer(page, '2');
      expect(await page.locator('.notice').count()).toBe(0);
      expect(statuses).toEqual([429, 200]);
    }));

  it('asks for an API key where the service requires one', async () => {
    const key = 'a key for the playground';
    const API_KEYS = `playground:predict:${createHash('sha256').update(key).digest('hex')}`;
    await withServer(
      (closed) =>
        withPage(closed, '', {}, async (page) => {
          await page.getByTitle('Draw a 8').click();
          await expectNotice(page, /needs an API key/);
          await page.getByLabel('API key').fill('another');
          await page.getByRole('button', { name: 'Use key' }).click();
          await expectNotice(page, /is not (a valid|known)|key/);
          await page.getByLabel('API key').fill(key);
          await page.getByRole('button', { name: 'Use key' }).click();
          await expectAnswer(page, '8');
          expect(await page.locator('.code').textContent()).toContain('$DIGITS_KEY');
        }),
      { variables: { API_KEYS } },
    );
  });

  it('works behind a proxy that strips a path prefix', () =>
    withPrefixProxy(url(), '/digits/', (prefixed) =>
      withPage(prefixed, '', {}, async (page) => {
        await page.getByTitle('Draw a 0').click();
        await expectAnswer(page, '0');
        expect(await page.locator('.code').textContent()).toContain(`${prefixed.href}predict`);
      }),
    ));
});

it.each([
  [1440, 'light'],
  [1440, 'dark'],
  [768, 'light'],
  [360, 'light'],
  [360, 'dark'],
] as const)(
  'axe finds no violation on the playground at %i px, %s, and nothing overflows',
  (width, colorScheme) =>
    withPage(url(), '', { viewport: { width, height: 900 }, colorScheme }, async (page) => {
      expect(await findViolations(page), 'empty').toEqual([]);
      await page.getByLabel('Model').selectOption('ensemble');
      await page.getByTitle('Draw a 3').click();
      await expectAnswer(page, '3');
      await page.waitForTimeout(300);
      await photograph(page, `playground-${width}-${colorScheme}`);
      expect(await findViolations(page), 'answered').toEqual([]);
      expect(await measureOverflow(page)).toBeLessThanOrEqual(0);
    }),
);
