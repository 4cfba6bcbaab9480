import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ModelCard } from '../../../src/inference/card';
import type { ModelRegistry } from '../../../src/inference/registry';
import { ROOT } from '../serve/production-bundle';

/** The probabilities that each network gives for the golden vectors, ten for each, by version and vector. */
export type GoldenAnswers = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

export const GOLDEN_ANSWERS_FILE = 'test/inference/golden-answers.json';
/** Sevens in all kinds of trouble, brought into MNIST's form: 784 bytes each, in base64. */
const VECTORS_FILE = 'test/inference/golden-vectors.json';
/** More digits would differ between machines. */
const DECIMALS = 4;

/** Neither averages other models nor reads with another one. */
function readsItself({ members, reader }: ModelCard): boolean {
  return members === null && reader === undefined;
}

/** Lets all networks answer the golden vectors. */
export async function goldenAnswers(models: ModelRegistry, root = ROOT): Promise<GoldenAnswers> {
  const vectors: Record<string, string> = JSON.parse(readFileSync(path.join(root, VECTORS_FILE), 'utf8'));
  const answers: Record<string, Record<string, number[]>> = {};
  for (const version of models.versions.filter((name) => readsItself(models.card(name)))) {
    const { classifier } = await models.load(version);
    answers[version] = {};
    for (const [name, base64] of Object.entries(vectors)) {
      const pixels = Float32Array.from(Buffer.from(base64, 'base64'), (level) => level / 255);
      const { probabilities } = classifier.judge(pixels);
      answers[version][name] = Array.from(probabilities, (value) => Number(value.toFixed(DECIMALS)));
    }
  }
  return answers;
}
