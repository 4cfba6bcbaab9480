import type { ComponentChildren } from 'preact';
import type { Figures, HistoryPoint } from '../../api/figures';
import type { Table } from '../../design/csv';
import { TableView } from '../../design/table-view';
import { toPercent } from '../../design/to-percent';
import { DASHBOARD } from '../../strings';
import { Bars } from './bars';
import { type Series, TimeChart } from './time-chart';

const { series: NAMES } = DASHBOARD;

interface ChartPanelProps {
  readonly title: string;
  readonly text?: string;
  /** Of the downloaded table. */
  readonly name: string;
  readonly table: Table;
  readonly children: ComponentChildren;
}

/** A chart, and the table behind it. */
export function ChartPanel({ title, text, name, table, children }: ChartPanelProps) {
  return (
    <section class="panel chart" aria-label={title}>
      <h2>{title}</h2>
      {text !== undefined && <p class="quiet">{text}</p>}
      {children}
      <TableView table={table} name={name} />
    </section>
  );
}

export function RequestsChart({ points }: Pick<Figures, 'points'>) {
  const series: Series[] = [
    { label: NAMES.predictions, colour: 'accent', values: points.map(({ predictions }) => predictions) },
    { label: NAMES.refused, colour: 'warn', values: points.map(({ failures, errors }) => failures - errors) },
    { label: NAMES.errors, colour: 'bad', values: points.map(({ errors }) => errors) },
  ];
  return (
    <TimePanel
      title={DASHBOARD.requestsChart}
      name="requests"
      points={points}
      series={series}
      format={String}
    />
  );
}

export function LatencyChart({ points }: Pick<Figures, 'points'>) {
  const series: Series[] = [
    { label: NAMES.p50, colour: 'accent', values: points.map(({ p50_seconds }) => p50_seconds) },
    { label: NAMES.p95, colour: 'warn', values: points.map(({ p95_seconds }) => p95_seconds) },
  ];
  return (
    <TimePanel
      title={DASHBOARD.latencyChart}
      name="latency"
      points={points}
      series={series}
      format={DASHBOARD.milliseconds}
    />
  );
}

interface TimePanelProps {
  readonly title: string;
  readonly name: string;
  readonly points: readonly HistoryPoint[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
}

function TimePanel({ title, name, points, series, format }: TimePanelProps) {
  const table: Table = {
    columns: [DASHBOARD.time, ...series.map(({ label }) => label)],
    rows: points
      .map(({ timestamp }, i) => [timestamp, ...series.map(({ values }) => values[i] ?? '')])
      .reverse(),
  };
  const times = points.map(({ timestamp }) => Date.parse(timestamp) / 1000);
  return (
    <ChartPanel title={title} name={name} table={table}>
      <TimeChart title={title} times={times} series={series} format={format} />
    </ChartPanel>
  );
}

export function DigitsChart({ points }: Pick<Figures, 'points'>) {
  const sum = (count: (point: HistoryPoint) => number) =>
    points.reduce((total, point) => total + count(point), 0);
  const bars = [
    ...Array.from({ length: 10 }, (_, digit) => ({
      label: String(digit),
      value: sum((point) => point.predictions_by_digit[digit]!),
    })),
    { label: DASHBOARD.noDigit, value: sum((point) => point.predictions_without_digit) },
  ].map(({ label, value }) => ({ label, value, expected: null, text: String(value) }));
  const table = {
    columns: [DASHBOARD.digit, NAMES.predictions],
    rows: bars.map(({ label, value }) => [label, value]),
  };
  return (
    <ChartPanel title={DASHBOARD.digitsChart} name="digits" table={table}>
      <Bars title={DASHBOARD.digitsChart} bars={bars} />
    </ChartPanel>
  );
}

export function ConfidenceChart({ drift }: Pick<Figures, 'drift'>) {
  const { buckets } = drift.features.find(({ feature }) => feature === 'confidence')!;
  const total = (of: 'live' | 'reference') => buckets.reduce((sum, bucket) => sum + bucket[of], 0) || 1;
  const [live, reference] = [total('live'), total('reference')];
  const bars = buckets.map((bucket) => ({
    label: DASHBOARD.upTo(bucket.bucket),
    value: bucket.live / live,
    expected: bucket.reference / reference,
    text: toPercent(bucket.live / live),
  }));
  const table = {
    columns: [DASHBOARD.confidenceChart, DASHBOARD.live, DASHBOARD.reference],
    rows: buckets.map((bucket) => [DASHBOARD.upTo(bucket.bucket), bucket.live, bucket.reference]),
  };
  return (
    <ChartPanel
      title={DASHBOARD.confidenceChart}
      text={DASHBOARD.confidenceText}
      name="confidence"
      table={table}
    >
      <Bars title={DASHBOARD.confidenceChart} bars={bars} />
    </ChartPanel>
  );
}
