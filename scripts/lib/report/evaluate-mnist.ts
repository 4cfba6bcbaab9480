import type { EvaluationFigures } from '../../../src/inference/card';
import type { LoadedModel } from '../../../src/inference/registry';
import { evaluate } from '../evaluation';
import { loadMnist } from '../mnist';
import { withProgress } from '../with-progress';
import { expectedCalibrationError, reliability } from './calibration';
import { drawConfusionMatrix, drawReliability } from './charts';
import { percent } from './format';
import { type Outcome, recognizeLabelled, toLabelled } from './outcome';
import type { Report, Table } from './report';

/** Evaluates a model on the MNIST test set and compares with what its card says. */
export async function evaluateMnist(model: LoadedModel): Promise<Report> {
  const { images, labels } = await loadMnist('test');
  const outcomes: Outcome[] = [];
  for (const labelled of withProgress('MNIST test', toLabelled(images, labels), labels.length)) {
    outcomes.push(recognizeLabelled(labelled, model));
  }

  const figures = evaluate(concatenate(outcomes.map(({ probabilities }) => probabilities)), labels);
  const bins = reliability(outcomes);
  const name = `${model.version} on the MNIST test set`;
  return {
    title: name,
    text: [
      `Accuracy ${percent(figures.accuracy)} of ${figures.pictures} pictures; ${compareWithCard(figures, model)}.`,
      `Expected calibration error (15 bins) ${percent(expectedCalibrationError(bins))}.`,
    ],
    tables: [classTable(figures)],
    pictures: [
      {
        name: `${model.version}-mnist-confusion`,
        title: `Confusion matrix, ${name}`,
        svg: await drawConfusionMatrix(figures.confusion, name),
      },
      {
        name: `${model.version}-mnist-reliability`,
        title: `Reliability diagram, ${name}`,
        svg: await drawReliability(bins, name),
      },
    ],
  };
}

function compareWithCard({ confusion }: EvaluationFigures, { card }: LoadedModel): string {
  const same = JSON.stringify(confusion) === JSON.stringify(card.test.confusion);
  return same
    ? 'the confusion matrix is the one on the card'
    : `the card says ${percent(card.test.accuracy)}, with another confusion matrix`;
}

function classTable({ perClass, weighted }: EvaluationFigures): Table {
  const named = [...perClass.entries(), ['weighted', weighted] as const];
  return {
    title: 'Precision, recall and F1 by digit',
    head: ['digit', 'precision', 'recall', 'F1', 'support'],
    rows: named.map(([name, { precision, recall, f1, support }]) => [
      String(name),
      percent(precision),
      percent(recall),
      percent(f1),
      String(support),
    ]),
  };
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.length * 10);
  parts.forEach((part, i) => {
    whole.set(part, i * 10);
  });
  return whole;
}
