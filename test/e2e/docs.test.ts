import { createHash } from 'node:crypto';
import path from 'node:path';
import type { RunOptions } from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { serveAllTests, withServer } from '../support/with-server';
import { CONTRAST, findViolations, NO_CONTRAST } from './find-violations';
import { measureOverflow, photograph, withDocsPage } from './with-page';
import { withPrefixProxy } from './with-prefix-proxy';

const WIDE = { viewport: { width: 1280, height: 900 }, colorScheme: 'light' } as const;
const NARROW = { width: 360, height: 900 };

async function openPredict(page: Page): Promise<Locator> {
  const operation = page.locator('#operations-Recognition-predict');
  await operation.locator('.opblock-summary-control').click();
  return operation;
}

async function executeForm(operation: Locator): Promise<void> {
  await operation.locator('input[type=file]').setInputFiles(path.join(ROOT, 'docs/examples/seven.png'));
  await execute(operation, 'multipart/form-data');
}

async function executeJson(operation: Locator): Promise<void> {
  await operation.locator('.opblock-section-request-body .content-type').selectOption('application/json');
  await execute(operation, 'application/json');
}

async function execute(operation: Locator, type: string): Promise<void> {
  const sent = operation.page().waitForRequest((request) => request.method() === 'POST');
  await operation.getByRole('button', { name: 'Execute' }).click();
  expect((await sent).headers()['content-type']).toContain(type);
  await expect
    .poll(() => operation.locator('.live-responses-table').textContent())
    .toContain('"predicted_digit": 7');
}

const url = serveAllTests();

it('the docs page recognises a 7 from a file with "Try it out"', () =>
  withDocsPage(url(), {}, async (page) => {
    await executeForm(await openPredict(page));
  }));

it('the docs page sends only the form fields that were filled in', () =>
  withDocsPage(url(), {}, async (page) => {
    const operation = await openPredict(page);
    await executeForm(operation);
    const command = operation.locator('.curl-command');
    expect(await command.textContent()).not.toMatch(/model=|strict=|explain=/);

    await operation.locator('[data-property-name="model"] select').selectOption('ensemble');
    await operation.locator('[data-param-name="strict"] select').selectOption('true');
    await executeForm(operation);
    await expect.poll(() => command.textContent()).toMatch(/strict=true.*-F 'model=ensemble'/s);
    await expect
      .poll(() => operation.locator('.live-responses-table').textContent())
      .toContain('"model_version": "ensemble"');
  }));

it('the docs page recognises a 7 from the example in JSON as it stands, before and after a file', () =>
  withDocsPage(url(), {}, async (page) => {
    const operation = await openPredict(page);
    await executeJson(operation);
    await operation
      .locator('.opblock-section-request-body .content-type')
      .selectOption('multipart/form-data');
    await executeForm(operation);
    await executeJson(operation);
  }));

it('the docs page works behind a proxy that strips a path prefix, and requests nothing outside it', () =>
  withPrefixProxy(url(), '/digits/', (prefixed) =>
    withDocsPage(prefixed, {}, async (page) => {
      await executeJson(await openPredict(page));
    }),
  ));

it('the docs page sends the key entered under "Authorize", and axe finds no violation there', async () => {
  const key = 'a key for the docs page';
  const API_KEYS = `docs:predict:${createHash('sha256').update(key).digest('hex')}`;
  await withServer(
    (closed) =>
      withDocsPage(closed, {}, async (page) => {
        await page.locator('.btn.authorize').first().click();
        const dialog = page.locator('.dialog-ux .modal-ux');
        await dialog.waitFor();
        expect(await findViolations(page), 'asked for a key').toEqual([]);
        await dialog.locator('#auth-bearer-value').fill(key);
        await dialog.getByRole('button', { name: 'Authorize' }).first().click();
        expect(await findViolations(page), 'given a key').toEqual([]);
        await dialog.getByRole('button', { name: 'Close' }).last().click();
        await executeForm(await openPredict(page));
      }),
    { variables: { API_KEYS } },
  );
});

it('axe finds no violation on the docs page, with operations closed, open and executed, narrow and dark, and nothing overflows', () =>
  withDocsPage(url(), WIDE, async (page) => {
    expect(await findViolations(page), 'closed').toEqual([]);
    await executeJson(await openPredict(page));
    for (const id of ['Health-checkHealth', 'Monitoring-readMetrics']) {
      await page.locator(`#operations-${id} .opblock-summary-control`).click();
    }
    // One page for all windows: it takes long to load, and follows both.
    await look('light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await look('dark', CONTRAST);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(NARROW);
    await look('narrow', NO_CONTRAST);

    async function look(name: string, rules?: RunOptions): Promise<void> {
      // Colours change by and by.
      await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))');
      expect(await findViolations(page, rules), name).toEqual([]);
      expect(await measureOverflow(page), name).toBeLessThanOrEqual(0);
      await photograph(page, `docs-${name}`);
    }
  }));
