import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { colourOf, scheme } from '../../design/theme';
import { DASHBOARD, LOCALE } from '../../strings';

/** Values over time; null where there are none. */
export interface Series {
  readonly label: string;
  /** Name of a colour token. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
}

interface TimeChartProps {
  readonly title: string;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
}

const HEIGHT = 220;
const DAY_SECONDS = 86_400;
/** Room for labels such as `12.5 ms`. */
const AXIS_WIDTH = 64;

/** Lines over time. Its table, beside it, says the same to those who do not see it. */
export function TimeChart({ title, times, series, format }: TimeChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const data = [times, ...series.map(({ values }) => values)] as unknown as uPlot.AlignedData;
  const currentScheme = scheme.value;
  // A chart is made anew where its colours change; else it gets new data.
  useEffect(() => {
    const width = () => Math.max(200, box.current!.clientWidth);
    const made = new uPlot({ ...describe(series, format), width: width() }, data, box.current!);
    chart.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: width(), height: HEIGHT }));
    observer.observe(box.current!);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [currentScheme]);
  useEffect(() => chart.current?.setData(data));
  return <div ref={box} class="time-chart" role="img" aria-label={summarise(title, series, format)} />;
}

function describe(
  series: readonly Series[],
  format: (value: number) => string,
): Omit<uPlot.Options, 'width'> {
  const axis = {
    stroke: colourOf('quiet'),
    grid: { stroke: colourOf('line'), width: 1 },
    ticks: { show: false },
  };
  return {
    height: HEIGHT,
    cursor: { drag: { x: false, y: false } },
    scales: { y: { range: (_, _min, max) => [0, max > 0 ? max * 1.1 : 1] } },
    axes: [
      { ...axis, values: (_, times) => labelTimes(times) },
      { ...axis, size: AXIS_WIDTH, values: (_, values) => values.map(format) },
    ],
    series: [
      { label: DASHBOARD.time, value: (_, time) => (time === null ? '' : formatTime(time)) },
      ...series.map(({ label, colour }) => ({
        label,
        stroke: colourOf(colour),
        width: 2,
        // A value between two gaps would not show otherwise.
        points: {
          show: false,
          size: 5,
          filter: (chart: uPlot, index: number) => findAlone(chart.data[index]!),
        },
        value: (_: uPlot, value: number | null, _series: number, at: number | null) => {
          if (at === null) return '';
          return value === null ? DASHBOARD.notMeasured : format(value);
        },
      })),
    ],
  };
}

/** @returns the places of values without a neighbour; null without any */
function findAlone(values: uPlot.AlignedData[number]): number[] | null {
  const isGap = (i: number) => values[i] === null || values[i] === undefined;
  const alone = [...values.keys()].filter((i) => !isGap(i) && isGap(i - 1) && isGap(i + 1));
  return alone.length === 0 ? null : alone;
}

function summarise(title: string, series: readonly Series[], format: (value: number) => string): string {
  const largest = series.map(({ label, values }) =>
    DASHBOARD.largest(label, format(Math.max(0, ...values.map((value) => value ?? 0)))),
  );
  return DASHBOARD.chartSummary(title, largest.join(', '));
}

function formatTime(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString(LOCALE);
}

/** Times of a day; days where they are that far apart. */
function labelTimes(seconds: readonly number[]): string[] {
  const isOfDays = seconds.at(-1)! - seconds[0]! >= 2 * DAY_SECONDS;
  return seconds.map((time) => {
    const date = new Date(time * 1000);
    return isOfDays
      ? date.toLocaleDateString(LOCALE, { day: 'numeric', month: 'short' })
      : date.toLocaleTimeString(LOCALE, { hour: '2-digit', minute: '2-digit' });
  });
}
