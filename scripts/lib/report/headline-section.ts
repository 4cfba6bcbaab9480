import { expectedCalibrationError } from '../model-files/calibration';
import { confidenceOf, macroAverage } from './accuracy-table';
import { reliabilityOf } from './calibration-section';
import { percent } from './format';
import { goalsTable } from './goals';
import { accuracyOf, byGroup, type ModelOutcomes, rejectedShare } from './outcome';
import type { Report } from './report';
import type { ReportSets, SetOutcomes } from './report-sets';
import { describeWorst, worstAtThree } from './stress-points';

/** All models side by side, one line per figure, with the goals of the first. */
export function reportHeadline(sets: ReportSets): Report {
  const { mnist, otherWriters, handwriting, stress } = sets;
  const models = mnist.map(({ model }) => model);
  const line = (name: string, answers: SetOutcomes, cell: (answers: ModelOutcomes) => string) => [
    name,
    ...answers.map(cell),
  ];
  const accuracy = ({ outcomes }: ModelOutcomes) =>
    `${percent(accuracyOf(outcomes))} (${confidenceOf(outcomes)})`;
  const error = ({ outcomes }: ModelOutcomes) => percent(expectedCalibrationError(reliabilityOf(outcomes)));
  return {
    title: 'At a glance',
    text: [
      'Every picture is decoded, found and read as in the service. In brackets, the interval that covers the true ' +
        'accuracy in 95 % of samples.',
      ...missing(sets).map((set) => `Not measured, because no folder is set: ${set}.`),
    ],
    tables: [
      goalsTable(sets),
      {
        title: 'All models side by side',
        head: ['', ...models.map(({ version }) => version)],
        rows: [
          ['parameters', ...models.map(({ parameters }) => parameters.toLocaleString('en'))],
          [
            'multiply-adds',
            ...models.map(({ card }) => `${(card.architecture.multiplyAdds / 1e6).toFixed(1)} M`),
          ],
          line('MNIST test', mnist, accuracy),
          ...otherWriters.map((answers) => line(answers[0]!.set, answers, accuracy)),
          ...(handwriting === null
            ? []
            : [
                line('handwriting', handwriting, accuracy),
                line('handwriting, macro-average', handwriting, ({ outcomes }) =>
                  percent(macroAverage(byGroup(outcomes))),
                ),
              ]),
          line('stress', stress, accuracy),
          line('worst disturbance at severity 3', stress, (answers) => describeWorst(worstAtThree(answers))),
          line('calibration error, MNIST test', mnist, error),
          line('MNIST test refused', mnist, ({ outcomes }) => percent(rejectedShare(outcomes))),
        ],
      },
    ],
    pictures: [],
  };
}

function missing({ otherWriters, handwriting }: ReportSets): string[] {
  return [
    ...(otherWriters.length === 0 ? ['other writers (`OTHER_WRITERS_DIR`)'] : []),
    ...(handwriting === null ? ['handwriting samples (`HANDWRITING_DIR`)'] : []),
  ];
}
