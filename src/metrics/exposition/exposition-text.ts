import { COUNTED, GAUGES } from '../series/catalogue';
import { type Cells, type LabelSets, type LabelValues, type Series, splitCell } from '../series/series';

/**
 * `prometheus`: https://prometheus.io/docs/instrumenting/exposition_formats/ version 0.0.4.
 * `openmetrics`: https://prometheus.io/docs/specs/om/open_metrics_spec/ version 1.0.0.
 */
export type TextFormat = 'prometheus' | 'openmetrics';

export const CONTENT_TYPES: Readonly<Record<TextFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** The current value of a gauge. */
export interface GaugeSample {
  readonly series: Series;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Creates a sample; the compiler checks its labels against the declaration of its series. */
export function sample<L extends LabelSets>(
  series: Series<L>,
  labels: LabelValues<L>,
  value: number,
): GaugeSample {
  return { series, labels, value };
}

interface Line {
  readonly labels: readonly [string, string][];
  /** The cell's value, or the values of a histogram's buckets by index. */
  readonly values: number[];
  sum: number;
}

/**
 * Renders all series.
 * @param cells the counts, including zeros
 * @param gauges current values
 */
export function toText(format: TextFormat, cells: Readonly<Cells>, gauges: readonly GaugeSample[]): string {
  const lines: string[] = [];
  const families = gatherFamilies(cells);
  for (const series of Object.values<Series>(COUNTED)) {
    writeHead(lines, format, series);
    for (const line of families.get(series.name) ?? []) {
      if (series.type === 'counter')
        lines.push(`${series.name}_total${labelText(line.labels)} ${line.values[0]}`);
      else writeHistogram(lines, format, series, line);
    }
  }
  for (const series of Object.values<Series>(GAUGES)) {
    const samples = gauges.filter((gauge) => gauge.series.name === series.name);
    if (samples.length > 0) writeHead(lines, format, series);
    for (const { labels, value } of samples) {
      lines.push(`${series.name}${labelText(Object.entries(labels))} ${number(value)}`);
    }
  }
  if (format === 'openmetrics') lines.push('# EOF');
  return `${lines.join('\n')}\n`;
}

/** OpenMetrics names the family, the older format the samples, whose names end in `_total` for a counter. */
function writeHead(lines: string[], format: TextFormat, series: Series): void {
  const suffix = series.type === 'counter' && format === 'prometheus' ? '_total' : '';
  lines.push(`# HELP ${series.name}${suffix} ${escapeText(series.help)}`);
  lines.push(`# TYPE ${series.name}${suffix} ${series.type}`);
  if (format === 'openmetrics' && series.unit !== null) lines.push(`# UNIT ${series.name} ${series.unit}`);
}

function writeHistogram(lines: string[], format: TextFormat, series: Series, line: Line): void {
  let count = 0;
  for (let bucket = 0; bucket <= series.bounds.length; bucket++) {
    count += line.values[bucket] ?? 0;
    const labels = labelText([...line.labels, ['le', boundText(series.bounds[bucket], format)]]);
    lines.push(`${series.name}_bucket${labels} ${count}`);
  }
  const labels = labelText(line.labels);
  lines.push(`${series.name}_sum${labels} ${number(line.sum)}`, `${series.name}_count${labels} ${count}`);
}

/** Groups the cells by series, and by label values within them. Ignores cells whose series is no longer declared. */
function gatherFamilies(cells: Readonly<Cells>): Map<string, Iterable<Line>> {
  const declared = new Map(Object.values<Series>(COUNTED).map((series) => [series.name, series]));
  const families = new Map<string, Map<string, Line>>();
  for (const [cell, value] of Object.entries(cells)) {
    const { name, values, part } = splitCell(cell, declared);
    const series = declared.get(name);
    if (series === undefined) continue;
    const lines = families.get(name) ?? new Map<string, Line>();
    families.set(name, lines);
    const key = values.join('|');
    const labels = Object.keys(series.labels).map((label, i): [string, string] => [label, values[i]!]);
    const line = lines.get(key) ?? { labels, values: [], sum: 0 };
    lines.set(key, line);
    if (part === 'sum') line.sum = value;
    else line.values[part] = value;
  }
  return new Map([...families].map(([name, lines]) => [name, lines.values()]));
}

function boundText(bound: number | undefined, format: TextFormat): string {
  if (bound === undefined) return '+Inf';
  // OpenMetrics requires integers as floats, so that all exposers write the same label.
  return format === 'openmetrics' && Number.isInteger(bound) ? `${bound}.0` : String(bound);
}

function labelText(labels: readonly (readonly [string, string])[]): string {
  if (labels.length === 0) return '';
  return `{${labels.map(([label, value]) => `${label}="${escapeText(value).replaceAll('"', '\\"')}"`).join(',')}}`;
}

function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function number(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
