import { HARD_KINDS } from '../scenes/stress/hard-scenes';
import { mistakesPicture } from './contact-sheet';
import { percent } from './format';
import { accuracyOf, byGroup, type ModelOutcomes } from './outcome';
import type { Report } from './report';

/**
 * Reports results on digits in rare situations.
 *
 * @param all answers of each model to the same pictures, the one that the report is about first
 */
export function reportHard(all: readonly ModelOutcomes[]): Report {
  const { model, outcomes } = all[0]!;
  const groups = all.map((answers) => byGroup(answers.outcomes));
  return {
    title: `${model.version} in rare situations`,
    text: [
      `Digits of the MNIST test set on notes, in frames, cut out along their ink and the like: ${outcomes.length} pictures.`,
    ],
    tables: [
      {
        title: 'Accuracy by situation',
        head: ['situation', ...all.map((answers) => answers.model.version)],
        rows: [
          ...HARD_KINDS.map((kind) => [
            kind,
            ...groups.map((group) => percent(accuracyOf(group.get(kind)!), 1)),
          ]),
          ['all', ...all.map((answers) => percent(accuracyOf(answers.outcomes), 1))],
        ],
      },
    ],
    pictures: mistakesPicture(`${model.version}-hard-mistakes`, 'in rare situations', outcomes),
  };
}
