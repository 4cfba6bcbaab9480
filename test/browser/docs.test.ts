import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { withServer } from '../support/with-server';
import { findViolations } from './find-violations';
import { withDocsPage } from './with-page';
import { withPrefixProxy } from './with-prefix-proxy';

const WIDTHS = [1280, 360];

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

it('the docs page recognises a 7 from a file with "Try it out", without contacting other hosts or logging errors', async () => {
  await withServer((url) =>
    withDocsPage(url, 1280, async ({ page, strayRequests, complaints }) => {
      await executeForm(await openPredict(page));
      await page.screenshot({ path: path.join(ROOT, 'bench/docs.png') });
      expect(strayRequests).toEqual([]);
      expect(complaints).toEqual([]);
    }),
  );
});

it('the docs page sends only the form fields that were filled in', async () => {
  await withServer((url) =>
    withDocsPage(url, 1280, async ({ page }) => {
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
    }),
  );
});

it('the docs page reads a 7 from the example in JSON as it stands, before and after a file', async () => {
  await withServer((url) =>
    withDocsPage(url, 1280, async ({ page, complaints }) => {
      const operation = await openPredict(page);
      await executeJson(operation);
      await operation
        .locator('.opblock-section-request-body .content-type')
        .selectOption('multipart/form-data');
      await executeForm(operation);
      await executeJson(operation);
      expect(complaints).toEqual([]);
    }),
  );
});

it('the docs page works behind a proxy that strips a path prefix, and requests nothing outside it', async () => {
  await withServer((service) =>
    withPrefixProxy(service, '/digits/', (url) =>
      withDocsPage(url, 1280, async ({ page, strayRequests, complaints }) => {
        await executeJson(await openPredict(page));
        expect(strayRequests).toEqual([]);
        expect(complaints).toEqual([]);
      }),
    ),
  );
});

it('the docs page sends the key entered under "Authorize", and axe finds no violation there', async () => {
  const key = 'a key for the docs page';
  const API_KEYS = `docs:predict:${createHash('sha256').update(key).digest('hex')}`;
  await withServer(
    (url) =>
      withDocsPage(url, 1280, async ({ page, complaints }) => {
        await page.locator('.btn.authorize').first().click();
        const dialog = page.locator('.dialog-ux .modal-ux');
        await dialog.waitFor();
        expect(await findViolations(page), 'asked for a key').toEqual([]);
        await dialog.locator('#auth-bearer-value').fill(key);
        await dialog.getByRole('button', { name: 'Authorize' }).first().click();
        expect(await findViolations(page), 'given a key').toEqual([]);
        await dialog.getByRole('button', { name: 'Close' }).last().click();
        await executeForm(await openPredict(page));
        expect(complaints).toEqual([]);
      }),
    { variables: { API_KEYS } },
  );
});

it.each(WIDTHS)(
  'axe finds no violation on the docs page at %i px, with operations closed, open and executed, and nothing overflows',
  { timeout: 120_000 },
  (width) =>
    withServer((url) =>
      withDocsPage(url, width, async ({ page }) => {
        expect(await findViolations(page), 'closed').toEqual([]);
        await executeJson(await openPredict(page));
        for (const id of ['Health-checkHealth', 'Monitoring-readMetrics']) {
          await page.locator(`#operations-${id} .opblock-summary-control`).click();
        }
        expect(await findViolations(page), 'open').toEqual([]);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect(overflow).toBeLessThanOrEqual(0);
      }),
    ),
);
