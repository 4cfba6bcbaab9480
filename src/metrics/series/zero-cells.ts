import { COUNTED, type RequestLabels } from './catalogue';
import { bucketCell, type Cells, counterCell, type Series, sumCell } from './series';

/**
 * Makes every series exist from the first scrape on: the first increment of a counter is visible to `rate()` only if the
 * counter already existed.
 * @param modelVersions the available versions
 * @param requests the expected combinations of labels; others appear when they occur
 * @param keyNames what holders of API keys are counted as
 * @returns zeros
 */
export function zeroCells(
  modelVersions: readonly string[],
  requests: readonly RequestLabels[],
  keyNames: readonly string[],
): Cells {
  const cells: Cells = {};
  const routes = [...new Set(requests.map(({ route }) => route))];
  for (const series of Object.values<Series>(COUNTED)) {
    if (series.name === COUNTED.requests.name) continue;
    for (const labels of combinations(series, {
      model_version: modelVersions,
      route: routes,
      key_name: keyNames,
    }))
      zeroSeries(cells, series, labels);
  }
  for (const labels of requests) cells[counterCell(COUNTED.requests, labels)] = 0;
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

/**
 * All combinations of label values.
 * @param known values of labels whose sets are defined at run time
 */
function combinations(
  series: Series,
  known: Readonly<Record<string, readonly string[]>>,
): Record<string, string>[] {
  let all: Record<string, string>[] = [{}];
  for (const [label, values] of Object.entries(series.labels)) {
    const possible = values ?? known[label] ?? [];
    all = all.flatMap((labels) => possible.map((value) => ({ ...labels, [label]: value })));
  }
  return all;
}
