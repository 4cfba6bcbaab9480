import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzedInput, runCase } from '../../../scripts/lib/fuzz/fuzz-case';
import { TARGET_NAMES, TARGETS } from '../../../scripts/lib/fuzz/targets';

// A sample of what `npm run fuzz` does for hours. How long a case takes is that script's to judge: a test must not
// depend on who else is using the machine.
describe('every decoder and parser returns a result or a typed refusal for any damaged input', () => {
  it.each(TARGET_NAMES)('%s', (target) => {
    const seeds = TARGETS[target].seeds();
    let accepted = 0;
    fc.assert(
      fc.property(fc.nat(), (number) => {
        const outcome = runCase(target, fuzzedInput(target, seeds, number), Number.POSITIVE_INFINITY);
        expect(outcome.finding).toBeNull();
        if (outcome.accepted) accepted++;
      }),
      { numRuns: 400, seed: 5 },
    );
    // Mutations that nothing survives would test the front door alone.
    expect(accepted).toBeGreaterThan(20);
  });

  it.each(TARGET_NAMES)('%s: each seed is accepted, or refused for its content', (target) => {
    for (const seed of TARGETS[target].seeds()) {
      expect(runCase(target, seed, Number.POSITIVE_INFINITY).finding).toBeNull();
    }
  });
});
