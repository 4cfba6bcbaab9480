import { accuracyTable } from './accuracy-table';
import { mistakesPicture } from './contact-sheet';
import type { ModelOutcomes } from './outcome';
import type { Report } from './report';

/** What there is to say of digits from people whom MNIST has not met. */
export function reportWriters(all: readonly ModelOutcomes[]): Report {
  const { version } = all[0]!.model;
  return {
    title: `${version} on other writers`,
    text: ['Scanned digits in other sizes than MNIST’s, each through the whole normaliser.'],
    tables: [
      accuracyTable('Accuracy', new Map(all.map(({ set, outcomes }) => [set, outcomes])), { total: false }),
    ],
    pictures: all.flatMap(({ set, outcomes }) =>
      mistakesPicture(`${version}-${set}-mistakes`, `on ${set}`, outcomes),
    ),
  };
}
