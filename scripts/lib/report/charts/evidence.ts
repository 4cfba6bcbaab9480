import { groupBy } from '../group-by';
import { toSvg } from './to-svg';

/** Width of a bar in nats. */
const BIN = 0.25;

/**
 * Distribution of the evidence for each kind of picture, one row per kind; the line is the rejection threshold.
 *
 * @param kinds evidence of each picture in nats, by kind
 * @param minimum evidence of a digit
 */
export function drawEvidence(
  kinds: ReadonlyMap<string, readonly number[]>,
  minimum: number,
  title: string,
): Promise<string> {
  const values = [...kinds].flatMap(([kind, evidences]) =>
    [...groupBy(evidences, (evidence) => BIN * Math.floor(evidence / BIN))].map(([from, inside]) => ({
      kind,
      from,
      to: from + BIN,
      share: inside.length / evidences.length,
    })),
  );
  return toSvg({
    title,
    data: { values },
    facet: {
      row: {
        field: 'kind',
        type: 'nominal',
        sort: [...kinds.keys()],
        header: { title: null, labelOrient: 'top', labelAnchor: 'start', labelPadding: 2 },
      },
    },
    spacing: 4,
    spec: {
      width: 520,
      height: 50,
      layer: [
        {
          mark: 'bar',
          encoding: {
            x: { field: 'from', type: 'quantitative', bin: 'binned', axis: { title: 'evidence (nats)' } },
            x2: { field: 'to' },
            y: {
              field: 'share',
              type: 'quantitative',
              axis: { title: null, format: '.0%', tickCount: 2 },
            },
          },
        },
        { mark: { type: 'rule', color: 'red' }, encoding: { x: { datum: minimum } } },
      ],
    },
    resolve: { scale: { y: 'independent' } },
  });
}
