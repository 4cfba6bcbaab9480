import { COUNTED } from './catalogue';
import type { Method, Route, Status } from './labels';
import { bucketCell, type Cells, counterCell, type Series, sumCell } from './series';

const READ: readonly Method[] = ['GET', 'HEAD'];
const PAGE: readonly Status[] = ['200', '500'];

/** Which answers a route may be expected to give; others appear when they happen. */
const EXPECTED: Readonly<Record<Route, readonly [readonly Method[], readonly Status[]]>> = {
  '/': [READ, PAGE],
  '/predict': [['POST'], ['200', '400', '401', '404', '413', '415', '422', '429', '500', '503']],
  '/health': [READ, ['200', '500', '503']],
  '/livez': [READ, PAGE],
  '/readyz': [READ, ['200', '500', '503']],
  '/metrics': [READ, ['200', '304', '406', '500', '503']],
  '/metrics/prometheus': [READ, ['200', '304', '500', '503']],
  '/metrics/history': [READ, ['200', '400', '500', '503']],
  '/drift': [READ, ['200', '400', '500', '503']],
  '/alerts': [READ, PAGE],
  '/model_info': [READ, ['200', '404', '500']],
  '/openapi.json': [READ, PAGE],
  '/docs': [READ, PAGE],
  not_found: [[...READ, 'POST'], ['404']],
};

/**
 * Makes every series exist from the first scrape on: a rate can only be taken of a counter that was there
 * before it first counted.
 * @param modelVersions the versions that the registry serves
 * @returns zeros
 */
export function zeroCells(modelVersions: readonly string[]): Cells {
  const cells: Cells = {};
  for (const series of Object.values<Series>(COUNTED)) {
    if (series.name === COUNTED.requests.name) continue;
    for (const labels of combinations(series, modelVersions)) zeroSeries(cells, series, labels);
  }
  for (const [route, [methods, statuses]] of Object.entries(EXPECTED)) {
    for (const method of methods) {
      for (const status of statuses) {
        cells[counterCell(COUNTED.requests, { route: route as Route, method, status })] = 0;
      }
    }
  }
  return cells;
}

function zeroSeries(cells: Cells, series: Series, labels: Record<string, string>): void {
  if (series.type === 'counter') {
    cells[counterCell(series, labels)] = 0;
    return;
  }
  for (let bucket = 0; bucket <= series.bounds.length; bucket++)
    cells[bucketCell(series, labels, bucket)] = 0;
  cells[sumCell(series, labels)] = 0;
}

/** Every combination of label values; the only sets that are closed at run time are those of model versions. */
function combinations(series: Series, modelVersions: readonly string[]): Record<string, string>[] {
  let all: Record<string, string>[] = [{}];
  for (const [label, values] of Object.entries(series.labels)) {
    all = all.flatMap((labels) => (values ?? modelVersions).map((value) => ({ ...labels, [label]: value })));
  }
  return all;
}
