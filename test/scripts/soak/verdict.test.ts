import { describe, expect, it } from 'vitest';
import type { SoakResult, SoakSample } from '../../../scripts/lib/soak/soak';
import { findFaults, memoryGrowth } from '../../../scripts/lib/soak/verdict';

/** A hundred samples; memory of the runtime as a function of the share of the visits that have been made. */
function samplesOf(workerdMegabytes: (share: number) => number): SoakSample[] {
  return Array.from({ length: 100 }, (_, i) => ({
    seconds: i,
    visits: (i + 1) * 10,
    rate: 10,
    p50Milliseconds: 1,
    p99Milliseconds: 2,
    frontMegabytes: 50,
    workerdMegabytes: workerdMegabytes((i + 1) / 100),
  }));
}

const COUNTS = { statuses: { '200': 1_000 }, digits: 600 };
const FLAT = samplesOf(() => 150);

function resultOf(changes: Partial<SoakResult>): SoakResult {
  const answered = { ...COUNTS, total: 1_000 };
  return { samples: FLAT, surprises: [], refusals: 0, answered, counted: COUNTS, ...changes };
}

describe('findFaults()', () => {
  it('finds none where all is well', () => {
    expect(findFaults(resultOf({}))).toEqual([]);
  });

  it('names what was not as expected, up to twenty times', () => {
    const faults = findFaults(resultOf({ surprises: new Array(30).fill('health: 500') }));
    expect(faults).toHaveLength(21);
    expect([faults[0], faults.at(-1)]).toEqual(['not as expected: health: 500', 'and 10 more']);
  });

  it('names memory that goes on growing, and allows for the warm-up', () => {
    expect(findFaults(resultOf({ samples: samplesOf((share) => 100 + 200 * share) }))).toEqual([
      expect.stringMatching(/^memory grew by \d+ %/),
    ]);
    expect(findFaults(resultOf({ samples: samplesOf((share) => Math.min(150, 750 * share)) }))).toEqual([]);
  });

  it('names counts that differ, by status or by digits', () => {
    for (const counted of [
      { ...COUNTS, digits: 601 },
      { ...COUNTS, statuses: { '200': 999, '503': 1 } },
    ]) {
      expect(findFaults(resultOf({ counted }))).toEqual([expect.stringMatching(/^counted /)]);
    }
  });
});

it('memoryGrowth() compares the last samples with the first after the warm-up', () => {
  expect(memoryGrowth(samplesOf((share) => (share > 0.75 ? 250 : 150)))).toBeCloseTo(1.5);
});

it('memoryGrowth() is a number however few samples there are', () => {
  for (let count = 1; count < 10; count++) expect(memoryGrowth(FLAT.slice(-count))).toBe(1);
});
