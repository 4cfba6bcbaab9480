/** Label names and the allowed values of each; null if the set is defined at run time (`VERSIONS` and `ROUTES`). */
export type LabelSets = Readonly<Record<string, readonly string[] | null>>;

/** One value from the closed set of each label of a series. */
export type LabelValues<L extends LabelSets> = {
  readonly [K in keyof L]: L[K] extends readonly (infer Value extends string)[] ? Value : string;
};

/** A family of series; declared once, in the catalogue. */
export interface Series<L extends LabelSets = LabelSets> {
  readonly type: 'counter' | 'histogram' | 'gauge';
  /** Prometheus name without the suffix (`_total`, `_bucket`) that its type adds. */
  readonly name: string;
  readonly help: string;
  /** OpenMetrics unit, which the name must end in, or null for a plain number. */
  readonly unit: string | null;
  readonly labels: L;
  /** Upper bounds of the buckets, ascending, without +Inf; empty unless a histogram. */
  readonly bounds: readonly number[];
}

/**
 * Additive numbers by cell name. All counts are such cells, including histograms (one per bucket, one for the sum), so
 * that two sets of figures are added by adding their cells.
 */
export type Cells = Record<string, number>;

/** Adds to a cell. */
export type Add = (cell: string, by: number) => void;

const SEPARATOR = '|';
/** Part of a histogram's cell that holds the sum of the values. */
export const SUM = 'sum';

/** Declares a number that only increases. */
export function counter<L extends LabelSets>(name: string, help: string, labels: L): Series<L> {
  return { type: 'counter', name, help, unit: null, labels, bounds: [] };
}

/** Declares a number that is computed on demand. */
export function gauge<L extends LabelSets>(
  name: string,
  help: string,
  labels: L,
  unit: string | null = null,
): Series<L> {
  return { type: 'gauge', name, help, unit, labels, bounds: [] };
}

/** Declares a distribution; `bounds` are the upper bounds of its buckets, without the last one, +Inf. */
export function histogram<L extends LabelSets>(
  name: string,
  help: string,
  labels: L,
  bounds: readonly number[],
  unit: string | null = null,
): Series<L> {
  return { type: 'histogram', name, help, unit, labels, bounds };
}

/**
 * Returns the name of a counter's cell.
 * @returns such as `digits_predictions|v1.0|7`
 */
export function counterCell<L extends LabelSets>(series: Series<L>, labels: LabelValues<L>): string {
  return cellPrefix(series, labels);
}

/**
 * Returns the name of the cell of a histogram's bucket. Cells hold the bucket's own count; the exposition computes the
 * cumulative counts for Prometheus.
 * @param bucket 0 for values up to the first bound, `bounds.length` for those beyond the last
 * @returns such as `digits_confidence_ratio|v1.0|3`
 */
export function bucketCell<L extends LabelSets>(
  series: Series<L>,
  labels: LabelValues<L>,
  bucket: number,
): string {
  return `${cellPrefix(series, labels)}${SEPARATOR}${bucket}`;
}

/** Returns the name of the cell with the sum of a histogram's observed values. */
export function sumCell<L extends LabelSets>(series: Series<L>, labels: LabelValues<L>): string {
  return `${cellPrefix(series, labels)}${SEPARATOR}${SUM}`;
}

/** The parts of a cell's name. */
export interface CellParts {
  readonly name: string;
  /** Label values in the order of their declaration. */
  readonly values: readonly string[];
  /** Index of a histogram's bucket, `sum`, or 0 for a counter. */
  readonly part: number | 'sum';
}

/** Whether a cell belongs to a series; cheaper than `splitCell()`. */
export function isCellOf({ name }: Series, cell: string): boolean {
  return cell.startsWith(name) && cell[name.length] === SEPARATOR;
}

/** @returns a counter's last label value, or the bucket or `sum` of a histogram; cheaper than `splitCell()` */
export function lastPartOf(cell: string): string {
  return cell.slice(cell.lastIndexOf(SEPARATOR) + 1);
}

/** Parses the name of a cell, with the declarations of the series. */
export function splitCell(cell: string, declared: ReadonlyMap<string, Series>): CellParts {
  const [name = '', ...rest] = cell.split(SEPARATOR);
  const series = declared.get(name);
  if (series?.type !== 'histogram') return { name, values: rest, part: 0 };
  const last = rest.pop();
  return { name, values: rest, part: last === SUM ? SUM : Number(last) };
}

/**
 * Finds the bucket of a value.
 * @returns index of the first bound that is at least the value, or `bounds.length`; bounds [1, 2]: 1 → 0, 1.5 → 1, 3 → 2
 */
export function bucketOf(bounds: readonly number[], value: number): number {
  let bucket = 0;
  while (bucket < bounds.length && value > bounds[bucket]!) bucket++;
  return bucket;
}

/** Increments a counter. */
export function increment<L extends LabelSets>(add: Add, series: Series<L>, labels: LabelValues<L>): void {
  add(counterCell(series, labels), 1);
}

/** Adds a value to a distribution; values that are not finite are ignored, because they would corrupt the sum forever. */
export function observe<L extends LabelSets>(
  add: Add,
  series: Series<L>,
  labels: LabelValues<L>,
  value: number,
): void {
  if (!Number.isFinite(value)) return;
  add(bucketCell(series, labels, bucketOf(series.bounds, value)), 1);
  add(sumCell(series, labels), value);
}

/** Adds `more` into `cells`, in place. */
export function addCells(cells: Cells, more: Readonly<Cells>): void {
  for (const [cell, value] of Object.entries(more)) cells[cell] = (cells[cell] ?? 0) + value;
}

/** @returns for each cell that is smaller in `cells` than in `least`, the difference */
export function missingCells(cells: Readonly<Cells>, least: Readonly<Cells>): Cells {
  const missing: Cells = {};
  for (const [cell, value] of Object.entries(least)) {
    const lack = value - (cells[cell] ?? 0);
    if (lack > 0) missing[cell] = lack;
  }
  return missing;
}

function cellPrefix<L extends LabelSets>(series: Series<L>, labels: LabelValues<L>): string {
  let cell = series.name;
  for (const label in series.labels) cell += SEPARATOR + labels[label];
  return cell;
}
