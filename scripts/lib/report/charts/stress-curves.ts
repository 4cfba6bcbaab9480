import type { StressCell } from '../stress-set';
import { toSvg } from './to-svg';

/** Accuracy over severity: one panel per disturbance, one line per model, the goal dashed. */
export function drawStressCurves(
  points: readonly (StressCell & { readonly model: string; readonly accuracy: number })[],
  goal: number,
  title: string,
): Promise<string> {
  return toSvg({
    title,
    data: { values: [...points] },
    facet: { field: 'family', type: 'nominal', header: { title: null } },
    columns: 6,
    spec: {
      width: 110,
      height: 90,
      layer: [
        {
          mark: { type: 'line', point: true },
          encoding: {
            x: { field: 'severity', type: 'ordinal', axis: { labelAngle: 0, title: null } },
            y: {
              field: 'accuracy',
              type: 'quantitative',
              scale: { domain: [0.5, 1], clamp: true },
              axis: { format: '.0%', title: null },
            },
            color: { field: 'model', type: 'nominal', legend: { orient: 'bottom' } },
          },
        },
        {
          mark: { type: 'rule', strokeDash: [3, 3], color: 'grey' },
          encoding: { y: { datum: goal } },
        },
      ],
    },
  });
}
