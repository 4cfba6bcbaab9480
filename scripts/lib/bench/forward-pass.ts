import type { Classifier } from '../../../src/inference/classifier';
import { drawSelfTestDigit } from '../../../src/inference/self-test';

const WARM_UP_RUNS = 500;
const RUNS = 3000;

/**
 * Measures the CNN alone, on the same WASM kernels as the Worker but in this process, where clocks run.
 * @returns milliseconds for one picture
 */
export function forwardPassMilliseconds(classifier: Classifier): number {
  const pixels = drawSelfTestDigit();
  for (let run = 0; run < WARM_UP_RUNS; run++) classifier.predict(pixels);
  const start = performance.now();
  for (let run = 0; run < RUNS; run++) classifier.predict(pixels);
  return (performance.now() - start) / RUNS;
}
