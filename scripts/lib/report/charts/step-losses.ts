import { toSvg } from './to-svg';

/** One step of the normaliser on one set. */
export interface StepLoss {
  readonly step: string;
  readonly set: string;
  /** Percentage points of accuracy lost without it; negative if its absence helps. */
  readonly points: number;
}

/** Benefit of each step: one panel per set, one bar per step. */
export function drawStepLosses(losses: readonly StepLoss[], title: string): Promise<string> {
  const sets = [...new Set(losses.map(({ set }) => set))];
  return toSvg({
    title,
    data: { values: [...losses] },
    facet: { field: 'set', type: 'nominal', sort: sets, header: { title: null } },
    columns: 2,
    spec: {
      width: 300,
      height: { step: 18 },
      layer: [
        {
          mark: 'bar',
          encoding: {
            x: {
              field: 'points',
              type: 'quantitative',
              axis: { title: 'points of accuracy lost without it' },
            },
            y: { field: 'step', type: 'nominal', sort: null, axis: { title: null } },
            color: {
              condition: { test: 'datum.points < 0', value: '#e45756' },
              value: '#4c78a8',
            },
          },
        },
      ],
    },
    resolve: { scale: { x: 'independent' } },
  });
}
