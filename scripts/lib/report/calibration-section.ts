import { expectedCalibrationError, type ReliabilityBin, reliability } from '../model-files/calibration';
import { drawReliability } from './charts/reliability';
import { percent } from './format';
import { accuracyOf, type ModelOutcomes, type Outcome, toArrays } from './outcome';
import type { Report } from './report';

/** @returns the 15 bins of a reliability diagram */
export function reliabilityOf(outcomes: readonly Outcome[]): ReliabilityBin[] {
  const { probabilities, labels } = toArrays(outcomes);
  return reliability(probabilities, labels);
}

/**
 * Whether a model's confidence equals its accuracy.
 * @param all its answers to each set
 */
export async function reportCalibration(all: readonly ModelOutcomes[]): Promise<Report> {
  const { version, card } = all[0]!.model;
  const bins = new Map(all.map(({ set, outcomes }) => [set, reliabilityOf(outcomes)]));
  const title = `Calibration of ${version}`;
  return {
    title,
    text: [
      'The error is the mean distance of confidence and accuracy over 15 bins; ' +
        (card.members === null
          ? `the temperature, ${card.calibration.temperature.toFixed(3)}, was fitted to validation digits.`
          : `each of ${card.members.join(', ')} has its own temperature.`),
    ],
    tables: [
      {
        title: 'Expected calibration error',
        head: ['set', 'pictures', 'mean confidence', 'accuracy', 'error'],
        rows: all.map(({ set, outcomes }) => [
          set,
          String(outcomes.length),
          percent(meanConfidence(outcomes)),
          percent(accuracyOf(outcomes)),
          percent(expectedCalibrationError(bins.get(set)!)),
        ]),
      },
    ],
    pictures: [
      {
        name: `${version}-reliability`,
        title: 'Reliability diagrams',
        svg: await drawReliability(bins, title),
      },
    ],
  };
}

function meanConfidence(outcomes: readonly Outcome[]): number {
  return outcomes.reduce((sum, { confidence }) => sum + confidence, 0) / outcomes.length;
}
