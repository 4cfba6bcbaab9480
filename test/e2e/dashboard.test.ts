import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { readMetrics, serveAllTests, withServer } from '../support/with-server';
import { findViolations } from './find-violations';
import { measureOverflow, photograph, withPage } from './with-page';
import { withPrefixProxy } from './with-prefix-proxy';

const SEVEN = new Uint8Array(readFileSync(path.join(ROOT, 'docs/examples/seven.png')));

const SPLIT = { weights: { 'v2.0': 60, 'v1.0': 40 }, shadows: { 'v2.1-3x3': 100 } };

const url = serveAllTests({ variables: { TRAFFIC: JSON.stringify(SPLIT), FEEDBACK: 'on' } });

/** Each time as another client. */
async function send(body: Uint8Array<ArrayBuffer> | string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const headers = { 'X-Client-Id': `client-${i}` };
    await (await fetch(new URL('predict', url()), { method: 'POST', headers, body })).arrayBuffer();
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the test reads the fields that it expects
async function readJson(path: string): Promise<any> {
  return (await fetch(new URL(path, url()))).json();
}

async function expectTile(page: Page, name: string, value: string): Promise<void> {
  await expect.poll(() => page.getByTestId(name).textContent()).toBe(value);
}

describe('the dashboard', () => {
  it('shows the figures of GET /metrics, and follows them', async () => {
    await send(SEVEN, 3);
    await send('no picture', 1);
    await withPage(url(), 'dashboard', {}, async (page) => {
      const before = (await readMetrics(url())).service_metrics;
      await expectTile(page, 'total', String(before.total_requests));
      await expectTile(page, 'requests', String(before.total_requests));
      await expectTile(page, 'answered', '75.0 %');
      await expectTile(page, 'errors', '0');
      expect(await page.locator('.column[title="7: 3"]').count()).toBe(1);

      await send(SEVEN, 2);
      const after = (await readMetrics(url())).service_metrics;
      expect(after.total_requests).toBe(before.total_requests + 2);
      await expectTile(page, 'total', String(after.total_requests));
    });
  });

  it('asks for nothing while it is hidden, and at once when it is seen again', () =>
    withPage(url(), 'dashboard', {}, async (page) => {
      await page.getByTestId('total').waitFor();
      const setHidden = (isHidden: boolean) =>
        page.evaluate(
          `Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
           document.dispatchEvent(new Event('visibilitychange'));`,
        );
      await setHidden(true);
      await page.getByText('Paused while the page is hidden').waitFor();
      const asked = page.waitForRequest((request) => request.url().endsWith('/metrics'));
      await setHidden(false);
      await asked;
      await page.getByText(/Updated/).waitFor();
    }));

  it('shows other windows, and keeps the chosen one in its address', () =>
    withPage(url(), 'dashboard', {}, async (page) => {
      await page.getByTestId('total').waitFor();
      await page.getByText('30 days').click();
      await expect.poll(() => page.locator('.tiles').textContent()).toContain('in 30 days');
      expect(page.url()).toMatch(/#30d$/);
      await page.reload();
      await expect.poll(() => page.locator('.tiles').textContent()).toContain('in 30 days');
    }));

  it('has a table behind each chart, to download as CSV', () =>
    withPage(url(), 'dashboard', {}, async (page) => {
      const chart = page.getByRole('region', { name: 'Predictions by digit' });
      await chart.getByText('Table').click();
      const seven = chart.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '7' }) });
      const count = Number(await seven.getByRole('cell').textContent());
      expect(count).toBeGreaterThan(0);
      const saving = page.waitForEvent('download');
      await chart.getByRole('button', { name: 'CSV' }).click();
      const saved = await saving;
      expect(saved.suggestedFilename()).toBe('digits.csv');
      expect(readFileSync(await saved.path(), 'utf8')).toContain(`\r\n7,${count}\r\n`);
      expect(await page.getByText('Table', { exact: true }).count()).toBe(
        await page.locator('.panels .chart').count(),
      );
    }));

  it('shows the versions side by side, and how those of the traffic split compare', async () => {
    await send(SEVEN, 10);
    await withPage(url(), 'dashboard', {}, async (page) => {
      const versions = page.getByRole('region', { name: 'Versions of the model' });
      await expect.poll(() => versions.getByRole('listitem').first().textContent()).toContain('v1.0');
      expect(await versions.getByRole('listitem').first().textContent()).toContain('40.0 %');

      const { arms, comparisons, shadows } = await readJson('experiments?window=1h');
      const experiment = page.getByRole('region', { name: 'Experiment' });
      for (const { refused } of arms)
        await expect.poll(() => experiment.textContent()).toContain(`(${refused.count} of ${refused.of})`);
      for (const { summary } of comparisons.filter(({ figure }: { figure: string }) => figure !== 'accurate'))
        expect(await experiment.textContent()).toContain(summary);
      await experiment.getByText('Table').click();
      const row = experiment.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'v2.0' }) });
      expect(await row.getByRole('cell').nth(1).textContent()).toBe(String(arms[0].pictures));

      const { agreeing } = shadows[0];
      const shadow = page.getByRole('region', { name: 'Shadows' });
      expect(await shadow.textContent()).toContain(`(${agreeing.count} of ${agreeing.of})`);
    });
  });

  it('shows how often answers were right, as far as labels tell', async () => {
    for (const label of [7, 7, 1]) {
      const answer = await fetch(new URL('predict', url()), { method: 'POST', body: SEVEN });
      const { request_id } = (await answer.json()) as { request_id: string };
      await fetch(new URL('feedback', url()), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ request_id, label }),
      });
    }
    const { accuracy, labelled } = await readJson('feedback/accuracy?window=1h');
    expect(accuracy).toMatchObject({ count: 2, of: 3 });
    await withPage(url(), 'dashboard', {}, async (page) => {
      const feedback = page.getByRole('region', { name: 'Feedback' });
      await expect.poll(() => feedback.textContent()).toContain('(2 of 3)');
      expect(await feedback.textContent()).toContain(`(${labelled.count} of ${labelled.of})`);
      expect(await feedback.locator('.column[title="1: 0 of 1 read right"]').count()).toBe(1);
    });
  });

  it('asks for an API key where metrics require one', async () => {
    const key = 'a key for the dashboard';
    const API_KEYS = `dashboard:metrics:${createHash('sha256').update(key).digest('hex')}`;
    await withServer(
      (closed) =>
        withPage(closed, 'dashboard', {}, async (page) => {
          await page.getByLabel('API key').fill(key);
          await page.getByRole('button', { name: 'Use key' }).click();
          await expectTile(page, 'total', '0');
        }),
      { variables: { API_KEYS, METRICS_ACCESS: 'key' } },
    );
  });

  it('works behind a proxy that strips a path prefix', () =>
    withPrefixProxy(url(), '/digits/', (prefixed) =>
      withPage(prefixed, 'dashboard', {}, async (page) => {
        await page.getByTestId('total').waitFor();
        await page.getByRole('link', { name: 'Playground' }).click();
        expect(page.url()).toBe(prefixed.href);
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
  'axe finds no violation on the dashboard at %i px, %s, and nothing overflows',
  (width, colorScheme) =>
    withPage(url(), 'dashboard', { viewport: { width, height: 900 }, colorScheme }, async (page) => {
      await page.getByTestId('total').waitFor();
      await photograph(page, `dashboard-${width}-${colorScheme}`);
      expect(await findViolations(page)).toEqual([]);
      expect(await measureOverflow(page)).toBeLessThanOrEqual(0);
    }),
);
