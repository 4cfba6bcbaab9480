import { expect, it } from 'vitest';
import v1 from '../../model/v1.0/card.json' with { type: 'json' };
import v2 from '../../model/v2.0/card.json' with { type: 'json' };
import { type DigitSet, loadMnist } from '../../scripts/lib/data/mnist';
import { toPng } from '../../scripts/lib/scenes/sample-images';
import { readMetrics, withServer } from '../support/with-server';

const CONNECTIONS = 8;
const folder = process.env.MNIST_DIR;

it.skipIf(folder === undefined).each([v1, v2])(
  'POST /predict?model=$version gets the accuracy of its card on the MNIST test set, and counts every answer (needs MNIST_DIR)',
  async ({ version, test }) => {
    const digits = await loadMnist('test', folder);

    await withServer(async (url) => {
      const answers = await recognizeAll(url, version, digits);
      const right = answers.filter(({ predicted_digit }, i) => predicted_digit === digits.labels[i]).length;
      const shown = answers.filter(({ is_digit }) => is_digit);
      const { service_metrics, model_metrics } = await readMetrics(url);

      expect(Math.abs(right / answers.length - test.accuracy)).toBeLessThanOrEqual(0.0005);
      expect(service_metrics).toMatchObject({
        total_requests: answers.length,
        successful_predictions: answers.length,
        failed_predictions: 0,
        predictions_without_digit: answers.length - shown.length,
        success_rate: 100,
      });
      expect(model_metrics.predictions_by_digit).toEqual(countByDigit(shown));
    });
  },
);

interface Answer {
  readonly predicted_digit: number;
  readonly is_digit: boolean;
}

async function recognizeAll(url: URL, version: string, digits: DigitSet): Promise<Answer[]> {
  const answers: Answer[] = new Array(digits.labels.length);
  let next = 0;
  const client = async () => {
    while (next < answers.length) {
      const i = next++;
      const body = toPng({ width: 28, height: 28, data: digits.images.subarray(i * 784, (i + 1) * 784) });
      const response = await fetch(new URL(`/predict?model=${version}`, url), { method: 'POST', body });
      answers[i] = (await response.json()) as Answer;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  return answers;
}

function countByDigit(answers: readonly Answer[]): Record<string, number> {
  const counts = Object.fromEntries([...'0123456789'].map((digit) => [digit, 0]));
  for (const { predicted_digit } of answers) counts[predicted_digit]!++;
  return counts;
}
