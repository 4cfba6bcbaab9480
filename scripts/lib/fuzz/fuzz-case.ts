import { ServiceError } from '../../../src/errors';
import { type Random, seededRandom } from '../random';
import type { FuzzTarget } from './fuzz-target';
import { pick } from './mutations';
import { TARGET_NAMES, TARGETS, type TargetName } from './targets';

/** The longest that an input of less than 100 kB may take. */
const HANG_MILLISECONDS = 250;

// What reading may allocate, garbage included: the isolate has 128 MB.
const MAX_ALLOCATED_BYTES = 48 * 2 ** 20;

/** Result of a case. */
export interface FuzzOutcome {
  /** Whether it was read, not refused. */
  readonly accepted: boolean;
  /** Description of a defect, or null. */
  readonly finding: string | null;
}

/**
 * Builds the input of a case: the same number always gives the same input.
 *
 * @param name of the target
 * @param seeds valid inputs
 * @param number of the case
 */
export function fuzzedInput(name: TargetName, seeds: readonly Uint8Array[], number: number): Uint8Array {
  const random: Random = seededRandom(1 + TARGET_NAMES.indexOf(name), number);
  return TARGETS[name].mutate(pick(random, seeds), random);
}

/**
 * Reads an input and judges what happened: both a typed refusal and a well-formed result are correct.
 *
 * @param name of the target
 * @param input any bytes
 * @param maxMilliseconds longest that it may take
 */
export function runCase(
  name: TargetName,
  input: Uint8Array,
  maxMilliseconds: number = HANG_MILLISECONDS,
): FuzzOutcome {
  const target: FuzzTarget = TARGETS[name];
  const outcome = judge(target, input);
  // Another process may have used the CPU: only a case that is slow three times counts as slow.
  for (let again = 0; again < 2 && outcome.milliseconds > maxMilliseconds; again++) {
    outcome.milliseconds = Math.min(outcome.milliseconds, judge(target, input).milliseconds);
  }
  if (outcome.milliseconds > maxMilliseconds) {
    outcome.finding ??= `took ${outcome.milliseconds.toFixed(0)} ms`;
  }
  return outcome;
}

function judge(
  target: FuzzTarget,
  input: Uint8Array,
): { accepted: boolean; finding: string | null; milliseconds: number } {
  const allocatedBefore = process.memoryUsage().arrayBuffers;
  const start = performance.now();
  let accepted = false;
  let finding: string | null = null;
  try {
    finding = target.read(input);
    accepted = true;
  } catch (error) {
    if (!(error instanceof ServiceError)) finding = `untyped throw: ${String(error)}`;
    else if (error.code === 'internal_error') finding = `internal error: ${error.message}`;
  }
  const milliseconds = performance.now() - start;
  const allocated = process.memoryUsage().arrayBuffers - allocatedBefore;
  if (allocated > MAX_ALLOCATED_BYTES) finding ??= `allocated ${(allocated / 2 ** 20).toFixed(0)} MiB`;
  return { accepted, finding, milliseconds };
}
