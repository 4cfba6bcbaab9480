import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cpuTable, rewritePage, sumsTable } from '../../../scripts/lib/bench/limits/limits-page';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';

const PAGE = readFileSync(path.join(ROOT, 'docs/limits.md'), 'utf8');
const MEASURED = {
  'v1.0': { '28×28 PNG': 3.06, 'batch of 8': 8.3 },
  'v3.0': { '28×28 PNG': 2.44, 'batch of 8': 15.2 },
};
const PICTURES = { '28×28 PNG': 1, 'batch of 8': 8 };

describe('cpuTable()', () => {
  it('prints what fits the free plan in bold, and what a million pictures cost with the default model', () => {
    expect(cpuTable(MEASURED, PICTURES).split('\n').slice(2)).toEqual([
      '| 28×28 PNG | **3.1 ms** | **2.4 ms** | 0.35 |',
      '| batch of 8 | **8.3 ms** | 15 ms | 0.08 |',
    ]);
  });

  it('leaves the cell of a model empty that does not answer a kind of request', () => {
    const measured = { 'v3.0': MEASURED['v3.0'], reader: { number: 12 } };
    expect(cpuTable(measured, PICTURES).split('\n').at(-1)).toBe('| number | – | 12 ms |  |');
  });
});

describe('docs/limits.md', () => {
  it.each([
    ['has', PAGE],
    ['gets', rewritePage(PAGE, MEASURED, PICTURES)],
  ])('%s sums that follow from the CPU time of a small picture in its own table', (_, page) => {
    const row = (head: string) =>
      page
        .split('\n')
        .find((line) => line.startsWith(head))!
        .split(' | ');
    const priced = row('| request | ').findIndex((cell) => cell.endsWith('(default)'));
    const [small] = /[\d.]+/.exec(row('| 28×28 PNG | ')[priced]!)!;
    expect(page).toContain(sumsTable(Number(small)));
  });

  it('gets the tables of a measurement, and keeps the rest', () => {
    const page = rewritePage(PAGE, MEASURED, PICTURES);
    expect(page).toContain(cpuTable(MEASURED, PICTURES));
    const prose = (text: string) => text.split('\n').filter((line) => !line.startsWith('|'));
    expect(prose(page)).toEqual(prose(PAGE));
    expect(rewritePage(page, MEASURED, PICTURES)).toBe(page);
  });
});
