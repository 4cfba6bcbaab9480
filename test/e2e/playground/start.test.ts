import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { serveAllTests } from '../../support/with-server';
import { withPage } from '../with-page';
import { expectAnswer } from './playground-page';

const SLOWDOWN = 4;
/** The fastest start counts, as other programs may be busy. */
const BUDGET_MILLISECONDS = 1_000;
const STARTS = 8;

const url = serveAllTests();

/** Loads the page anew. @returns milliseconds until its script has run: by then it is drawn, and listens */
async function measureStart(page: Page): Promise<number> {
  await page.reload();
  return page.evaluate<number>("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd");
}

it('the playground can be used within a second on a processor that is four times slower', () =>
  withPage(url(), '', {}, async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    let fastest = Number.POSITIVE_INFINITY;
    for (let start = 0; start < STARTS && fastest >= BUDGET_MILLISECONDS; start++) {
      fastest = Math.min(fastest, await measureStart(page));
    }
    expect(fastest).toBeLessThan(BUDGET_MILLISECONDS);
    await page.getByTitle('Draw a 5').click();
    await expectAnswer(page, '5');
  }));
