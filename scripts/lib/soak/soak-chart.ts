import { toSvg } from '../report/charts/to-svg';
import type { SoakSample } from './soak';

const WIDTH = 640;
const HEIGHT = 120;
/** Points of a line, at most: more cannot be told apart. */
const MAX_POINTS = 320;

/** Memory, latency and throughput over the visits, below one another. */
export function drawSoak(samples: readonly SoakSample[], title: string): Promise<string> {
  const step = Math.ceil(samples.length / MAX_POINTS);
  return toSvg({
    title,
    data: { values: samples.filter((_, i) => i % step === 0) },
    vconcat: [
      panel('resident memory, MB', { workerd: 'workerdMegabytes', front: 'frontMegabytes' }),
      panel('latency of ordinary requests, ms', { p99: 'p99Milliseconds', p50: 'p50Milliseconds' }, 'log'),
      panel('throughput, visits/s', { 'visits/s': 'rate' }),
    ],
  });
}

/** @param lines name of each line, and the field that it shows */
function panel(
  title: string,
  lines: Readonly<Record<string, keyof SoakSample>>,
  scale: 'linear' | 'log' = 'linear',
) {
  return {
    width: WIDTH,
    height: HEIGHT,
    layer: Object.entries(lines).map(([name, field]) => ({
      mark: { type: 'line' as const, strokeWidth: 1 },
      encoding: {
        x: { field: 'visits', type: 'quantitative' as const, title: 'visits' },
        y: { field, type: 'quantitative' as const, title, scale: { type: scale } },
        color: { datum: name, legend: { title: null } },
      },
    })),
  };
}
