import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rule whose result depends on the colour scheme; it takes half of the time. */
export const CONTRAST: RunOptions = { runOnly: ['color-contrast'] };
/** All others. */
export const NO_CONTRAST: RunOptions = { rules: { 'color-contrast': { enabled: false } } };

/**
 * @param options which rules; by default all, best practices included
 * @returns what breaks them: the rule and each element
 */
export async function findViolations(page: Page, options: RunOptions = {}): Promise<string[]> {
  await page.evaluate(AXE);
  // Lists of what passes take a fifth of the time.
  const given = JSON.stringify({ resultTypes: ['violations'], ...options });
  const { violations } = (await page.evaluate(`axe.run(${given})`)) as AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
