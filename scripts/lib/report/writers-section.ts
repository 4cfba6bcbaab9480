import { accuracyTable } from './accuracy-table';
import { mistakesPicture } from './contact-sheet';
import type { ModelOutcomes } from './outcome';
import type { Report } from './report';

/** Reports results on digits by writers outside MNIST. */
export function reportWriters(all: readonly ModelOutcomes[]): Report {
  const { version } = all[0]!.model;
  return {
    title: `${version} on other writers`,
    text: ['Scanned digits in other sizes than MNIST’s, each through the whole pipeline.'],
    tables: [
      accuracyTable('Accuracy', new Map(all.map(({ set, outcomes }) => [set, outcomes])), { total: false }),
    ],
    pictures: all.flatMap(({ set, outcomes }) =>
      mistakesPicture(`${version}-${set}-mistakes`, `on ${set}`, outcomes),
    ),
  };
}
