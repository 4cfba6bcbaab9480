import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openModels } from '../../scripts/lib/model-files/open-models';
import {
  GOLDEN_ANSWERS_FILE,
  type GoldenAnswers,
  goldenAnswers,
} from '../../scripts/lib/promotion/golden-answers';

/** The engine's sums differ in their last digits between processors. */
const TOLERANCE = 1e-3;

it('every network gives the golden vectors its golden answers (`npm run promote` writes them)', async () => {
  const golden: GoldenAnswers = JSON.parse(readFileSync(GOLDEN_ANSWERS_FILE, 'utf8'));
  const answers = await goldenAnswers(await openModels());
  expect(Object.keys(answers)).toEqual(Object.keys(golden));
  for (const [version, byVector] of Object.entries(answers)) {
    for (const [vector, probabilities] of Object.entries(byVector)) {
      const expected = golden[version]![vector]!;
      const furthest = Math.max(...probabilities.map((value, digit) => Math.abs(value - expected[digit]!)));
      expect(furthest, `${version}, ${vector}`).toBeLessThan(TOLERANCE);
    }
  }
});
