import { CONFIG } from '../../../../src/config';
import { dollarsPerMillion, FREE_CPU_MILLISECONDS, MONTHLY_DOLLARS, monthOf } from './plans';

/** CPU milliseconds by model, then by kind of request. */
export type Measured = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The model whose costs are told: the default. */
export const PRICED_MODEL = CONFIG.defaultModel;
/** The request that the sums are about. */
export const SMALL_PICTURE = '28×28 PNG';
const DAYS_PREDICTIONS = [1e5, 1e6, 1e7, 1e8, 1e9];

const CPU_HEAD = '| request | `';
const SUMS_HEAD = '| predictions a day | ';

/** Replaces the tables of docs/limits.md by those of a measurement. */
export function rewritePage(
  page: string,
  measured: Measured,
  pictures: Readonly<Record<string, number>>,
): string {
  const tables = [
    [CPU_HEAD, cpuTable(measured, pictures)],
    // With the time that the page shows, so that a reader can calculate them.
    [SUMS_HEAD, sumsTable(Number(rounded(measured[PRICED_MODEL]![SMALL_PICTURE]!)))],
  ] as const;
  return tables.reduce((text, [head, table]) => {
    const start = text.indexOf(head);
    const end = text.indexOf('\n\n', start);
    if (start < 0 || end < 0) throw new Error(`Cannot find the table that begins with "${head}"`);
    return text.slice(0, start) + table + text.slice(end);
  }, page);
}

/** @param pictures in a request, by kind; kinds without a price are not among them */
export function cpuTable(measured: Measured, pictures: Readonly<Record<string, number>>): string {
  const models = Object.keys(measured);
  const name = (model: string) => (model === PRICED_MODEL ? `\`${model}\` (default)` : `\`${model}\``);
  const kinds = new Set(Object.values(measured).flatMap((times) => Object.keys(times)));
  const rows = [...kinds].map((kind) => {
    const times = models.map((model) => toCell(measured[model]![kind]));
    const count = pictures[kind];
    const priced = measured[PRICED_MODEL]![kind];
    const price =
      count === undefined || priced === undefined ? '' : dollarsPerMillion(priced, count).toFixed(2);
    return `| ${[kind, ...times, price].join(' | ')} |`;
  });
  const head = ['request', ...models.map(name), `US dollars per million pictures (\`${PRICED_MODEL}\`)`];
  return [`| ${head.join(' | ')} |`, `| --- |${' ---: |'.repeat(models.length + 1)}`, ...rows].join('\n');
}

function toCell(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '–';
  const text = `${rounded(milliseconds)} ms`;
  return milliseconds <= FREE_CPU_MILLISECONDS ? `**${text}**` : text;
}

function rounded(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 10 ? 1 : 0);
}

/** @param cpuMilliseconds of a prediction */
export function sumsTable(cpuMilliseconds: number): string {
  const head =
    '| predictions a day | requests/s, average (peak) | isolates, average | requests | CPU | counting | dollars a month |';
  const rows = DAYS_PREDICTIONS.map((predictions) => {
    const { perSecond, peakPerSecond, isolates, ...costs } = monthOf(predictions, cpuMilliseconds);
    const rates = `${toCount(perSecond)} (${toCount(peakPerSecond)})`;
    // The last column is the sum of what the reader sees.
    const dollars = [costs.requests, costs.cpu, costs.counting].map(Math.round);
    const total = dollars.reduce((sum, each) => sum + each, MONTHLY_DOLLARS);
    const cells = [toWords(predictions), rates, toCount(Math.max(1, isolates)), ...dollars, total];
    return `| ${cells.map((cell) => cell.toLocaleString('en')).join(' | ')} |`;
  });
  return [head, `| --- |${' ---: |'.repeat(6)}`, ...rows].join('\n');
}

function toCount(value: number): string {
  return Number(value.toPrecision(value < 100 ? 2 : 3)).toLocaleString('en');
}

function toWords(predictions: number): string {
  if (predictions >= 1e9) return `${predictions / 1e9} billion`;
  return predictions >= 1e6 ? `${predictions / 1e6} million` : predictions.toLocaleString('en');
}
