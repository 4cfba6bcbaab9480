import { expect, it } from 'vitest';
import v1 from '../../model/v1.0/card.json' with { type: 'json' };
import v2 from '../../model/v2.0/card.json' with { type: 'json' };
import { type DigitSet, loadMnist } from '../../scripts/lib/mnist';
import { toPng } from '../../scripts/lib/sample-images';
import { readMetrics, withServer } from './with-server';

const CONNECTIONS = 8;
const folder = process.env.MNIST_DIR;

it.skipIf(folder === undefined).each([v1, v2])(
  'POST /predict?model=$version gets the accuracy of its card on the MNIST test set, and counts every answer (needs MNIST_DIR)',
  async ({ version, test }) => {
    const digits = await loadMnist('test', folder);

    await withServer(async (url) => {
      const answers = await recognizeAll(url, version, digits);
      const right = answers.filter((answer, i) => answer === digits.labels[i]).length;
      const { service_metrics, model_metrics } = await readMetrics(url);

      expect(Math.abs(right / answers.length - test.accuracy)).toBeLessThanOrEqual(0.0005);
      expect(service_metrics).toMatchObject({
        total_requests: answers.length,
        successful_predictions: answers.length,
        failed_predictions: 0,
        success_rate: 100,
      });
      expect(model_metrics.predictions_by_digit).toEqual(countByDigit(answers));
    });
  },
);

async function recognizeAll(url: URL, version: string, digits: DigitSet): Promise<number[]> {
  const answers: number[] = new Array(digits.labels.length);
  let next = 0;
  const client = async () => {
    while (next < answers.length) {
      const i = next++;
      const body = toPng({ width: 28, height: 28, data: digits.images.subarray(i * 784, (i + 1) * 784) });
      const response = await fetch(new URL(`/predict?model=${version}`, url), { method: 'POST', body });
      const { predicted_digit } = (await response.json()) as { predicted_digit: number };
      answers[i] = predicted_digit;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  return answers;
}

function countByDigit(answers: readonly number[]): Record<string, number> {
  const counts = Object.fromEntries([...'0123456789'].map((digit) => [digit, 0]));
  for (const answer of answers) counts[answer]!++;
  return counts;
}
