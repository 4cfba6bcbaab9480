import type { EvaluationFigures } from '../../../src/inference/card';
import { evaluate } from '../model-files/evaluation';
import { confidenceOf } from './accuracy-table';
import { drawConfusionMatrix } from './charts/confusion-matrix';
import { mistakesPicture } from './contact-sheet';
import { percent } from './format';
import { type ModelOutcomes, toArrays } from './outcome';
import type { Report, Table } from './report';

/** Reports a model's results on the MNIST test set, and whether its card agrees. */
export async function reportMnist({ model, outcomes }: ModelOutcomes): Promise<Report> {
  const { probabilities, labels } = toArrays(outcomes);
  const figures = evaluate(probabilities, labels);
  const title = `${model.version} on the MNIST test set`;
  const same = JSON.stringify(figures.confusion) === JSON.stringify(model.card.test.confusion);
  return {
    title,
    text: [
      `Accuracy ${percent(figures.accuracy)} of ${figures.pictures} pictures (95 % confidence ` +
        `${confidenceOf(outcomes)}); ${same ? 'the confusion matrix is the one on the card' : `the card says ${percent(model.card.test.accuracy)}, with another confusion matrix`}.`,
    ],
    tables: [classTable(figures)],
    pictures: [
      {
        name: `${model.version}-mnist-confusion`,
        title: `Confusion matrix, ${title}`,
        svg: await drawConfusionMatrix(figures.confusion, title),
      },
      ...mistakesPicture(`${model.version}-mnist-mistakes`, 'on MNIST', outcomes),
    ],
  };
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
