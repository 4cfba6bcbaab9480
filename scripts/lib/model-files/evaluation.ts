import { argmax } from '../../../src/domain';
import type { ClassFigures, EvaluationFigures } from '../../../src/inference/card';
import type { Classifier } from '../../../src/inference/classifier';
import type { DigitSet } from '../data/mnist';

const CLASSES = 10;
/** Enough to keep the kernels busy, few enough to keep the WASM heap small. */
const BATCH = 200;

/** @returns `count × 10` probabilities for `count × 784` pixel values */
export function predictAll(classifier: Classifier, pixels: Float32Array): Float32Array {
  return inBatches(pixels, (batch) => classifier.predictBatch(batch));
}

/** @returns `count × 10` logits for the pictures of a set */
export function logitsOf(classifier: Classifier, { images }: DigitSet): Float32Array {
  return inBatches(toUnitRange(images), (batch) => classifier.logits(batch));
}

function inBatches(pixels: Float32Array, answer: (batch: Float32Array) => Float32Array): Float32Array {
  const count = pixels.length / 784;
  const answers = new Float32Array(count * CLASSES);
  for (let first = 0; first < count; first += BATCH) {
    answers.set(answer(pixels.subarray(first * 784, (first + BATCH) * 784)), first * CLASSES);
  }
  return answers;
}

/**
 * @param probabilities `count × 10`
 * @param labels `count` digits
 */
export function evaluate(probabilities: Float32Array, labels: Uint8Array): EvaluationFigures {
  const confusion = Array.from({ length: CLASSES }, () => new Array<number>(CLASSES).fill(0));
  let logLoss = 0;
  labels.forEach((label, index) => {
    const row = probabilities.subarray(index * CLASSES, (index + 1) * CLASSES);
    confusion[label]![argmax(row)]!++;
    logLoss -= Math.log(Math.max(row[label]!, Number.MIN_VALUE)) / labels.length;
  });
  const perClass = confusion.map((_, digit) => classFigures(confusion, digit));
  const right = confusion.reduce((sum, row, digit) => sum + row[digit]!, 0);
  return {
    pictures: labels.length,
    accuracy: right / labels.length,
    logLoss,
    perClass,
    weighted: weightBySupport(perClass),
    confusion,
  };
}

function classFigures(confusion: number[][], digit: number): ClassFigures {
  const right = confusion[digit]![digit]!;
  const support = confusion[digit]!.reduce((sum, count) => sum + count, 0);
  const predicted = confusion.reduce((sum, row) => sum + row[digit]!, 0);
  const precision = predicted === 0 ? 0 : right / predicted;
  const recall = support === 0 ? 0 : right / support;
  const f1 = right === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1, support };
}

function weightBySupport(perClass: ClassFigures[]): ClassFigures {
  const support = perClass.reduce((sum, figures) => sum + figures.support, 0);
  const mean = (pick: (figures: ClassFigures) => number) =>
    perClass.reduce((sum, figures) => sum + pick(figures) * figures.support, 0) / support;
  return {
    precision: mean((figures) => figures.precision),
    recall: mean((figures) => figures.recall),
    f1: mean((figures) => figures.f1),
    support,
  };
}

/** @returns pixel values in [0, 1] */
export function toUnitRange(images: Uint8Array): Float32Array {
  return Float32Array.from(images, (value) => value / 255);
}
