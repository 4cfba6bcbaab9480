import type { DigitReader } from '../../../src/inference/judgement';
import { drawSelfTestDigit } from '../../../src/inference/self-test';

const WARM_UP_RUNS = 500;
const RUNS = 3000;

/**
 * Measures the CNN alone, on the same WASM kernels as the Worker but in this process. CPU time, as for the
 * requests, so that load from other processes does not distort the comparison.
 * @returns milliseconds of CPU for one picture
 */
export function forwardPassMilliseconds(classifier: DigitReader): number {
  const pixels = drawSelfTestDigit();
  for (let run = 0; run < WARM_UP_RUNS; run++) classifier.predict(pixels);
  const before = process.cpuUsage();
  for (let run = 0; run < RUNS; run++) classifier.predict(pixels);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / RUNS;
}
