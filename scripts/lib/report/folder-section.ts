import { accuracyTable } from './accuracy-table';
import { mistakesPicture } from './contact-sheet';
import { byGroup, type ModelOutcomes } from './outcome';
import type { Report } from './report';

/**
 * Reports a model's results on a folder of pictures.
 * @param refused why pictures could not be read, one sentence each
 */
export function reportFolder({ set, model, outcomes }: ModelOutcomes, refused: readonly string[]): Report {
  return {
    title: `${model.version} on pictures of ${set}`,
    text: refused.map((reason) => `Refused: ${reason}.`),
    tables: [accuracyTable('Accuracy by folder', byGroup(outcomes), { total: true })],
    pictures: mistakesPicture(`${model.version}-${set}-mistakes`, `on ${set}`, outcomes),
  };
}
