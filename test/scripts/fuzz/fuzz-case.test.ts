import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzedFile, runCase } from '../../scripts/lib/fuzz/fuzz-case';
import { seedFiles } from '../../scripts/lib/fuzz/seeds';

// A sample of what `npm run fuzz` does for hours. How long a case takes is that script's to judge: a test must not
// depend on who else is using the machine.
describe('decodeImage() answers any broken file with a picture or a typed refusal', () => {
  it.each(['png', 'jpeg'] as const)('%s', (format) => {
    const seeds = seedFiles(format);
    let decoded = 0;
    fc.assert(
      fc.property(fc.nat(), (number) => {
        const outcome = runCase(fuzzedFile(format, seeds, number), Number.POSITIVE_INFINITY);
        expect(outcome.finding).toBeNull();
        if (outcome.decoded) decoded++;
      }),
      { numRuns: 1500, seed: 5 },
    );
    // Mutations that nothing survives would test the front door alone.
    expect(decoded).toBeGreaterThan(50);
  });
});
