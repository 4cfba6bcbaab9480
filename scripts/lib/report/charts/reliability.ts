import type { ReliabilityBin } from '../../model-files/calibration';
import { toSvg } from './to-svg';

/**
 * Accuracy over confidence, one panel per set; on the diagonal they are equal. Bubbles grow with the
 * number of answers.
 *
 * @param sets bins by the set's name
 */
export function drawReliability(
  sets: ReadonlyMap<string, readonly ReliabilityBin[]>,
  title: string,
): Promise<string> {
  const values = [...sets].flatMap(([set, bins]) =>
    bins.filter(({ count }) => count > 0).map((bin) => ({ set, ...bin })),
  );
  const axis = (field: 'confidence' | 'accuracy') => ({
    field,
    type: 'quantitative' as const,
    scale: { domain: [0, 1] },
    axis: { format: '.0%' },
  });
  return toSvg({
    title,
    data: { values },
    facet: { field: 'set', type: 'nominal', header: { title: null }, sort: [...sets.keys()] },
    columns: 3,
    spec: {
      width: 240,
      height: 240,
      layer: [
        {
          mark: { type: 'rule', strokeDash: [4, 4], color: 'grey' },
          encoding: { x: { datum: 0 }, y: { datum: 0 }, x2: { datum: 1 }, y2: { datum: 1 } },
        },
        {
          mark: { type: 'circle', opacity: 0.8 },
          encoding: {
            x: axis('confidence'),
            y: axis('accuracy'),
            size: { field: 'count', type: 'quantitative', scale: { type: 'log', range: [20, 400] } },
          },
        },
      ],
    },
  });
}
