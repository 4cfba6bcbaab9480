import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../scripts/lib/random';
import { binomialTail } from '../../src/metrics/experiments/exact-tests';
import { COUNTED } from '../../src/metrics/series/catalogue';
import { addCells, bucketCell, type Cells, counterCell } from '../../src/metrics/series/series';
import { guardTraffic, judgeSplit } from '../../src/service/guard-traffic';
import type { Watch } from '../../src/traffic/traffic-store-protocol';
import { baselineOf, type TrafficSplit, withoutVersions } from '../../src/traffic-split';

const SPLIT: TrafficSplit = { weights: { 'v2.0': 90, 'v1.0': 10 }, shadows: {} };
const STATE = { split: SPLIT, version: 'a' };
/** Buckets of 1 to 2 ms, and of 25 to 50 ms. */
const [QUICK, SLOW] = [2, 6];

/** What a version made of pictures; digits that are read quickly unless said otherwise. */
function pictures(
  version: string,
  { digits = 0, refused = 0, failed = 0, slow = 0 }: Partial<Record<string, number>>,
): Cells {
  const count = (result: 'digit' | 'no_digit' | 'failed') =>
    counterCell(COUNTED.assigned, { model_version: version, assigned_by: 'split', result });
  const pace = (bucket: number) => bucketCell(COUNTED.assignedDuration, { model_version: version }, bucket);
  return {
    [count('digit')]: digits,
    [count('no_digit')]: refused,
    [count('failed')]: failed,
    [pace(QUICK)]: digits + refused - slow,
    [pace(SLOW)]: slow,
  };
}

function sum(...all: Cells[]): Cells {
  const cells: Cells = {};
  for (const each of all) addCells(cells, each);
  return cells;
}

/** Judges a split by what is counted from the start of the watch. */
function judge(cells: Cells, state = STATE) {
  const { watch } = judgeSplit(state, 'v2.0', null, {});
  return judgeSplit(state, 'v2.0', watch, cells);
}

describe('judgeSplit()', () => {
  const normal = pictures('v2.0', { digits: 1_780, refused: 20, slow: 18 });

  it.each([
    ['fails', 'failed', { digits: 180, failed: 20 }, 'v1.0 fails more often than v2.0: 10.00 % (20 of 200)'],
    [
      'refuses pictures',
      'refused',
      { digits: 170, refused: 30 },
      'v1.0 refuses pictures more often than v2.0: 15.00 % (30 of 200) against 1.11 % (20 of 1800)',
    ],
    [
      'is slow',
      'p95',
      { digits: 200, slow: 60 },
      'v1.0 is slower than v2.0: 60 of 200 pictures took longer than 2 ms, with v2.0 18 of 1800 pictures took longer than 2 ms',
    ],
  ])('finds a version that %s more than the default one', (_what, figure, counts, summary) => {
    const { faults } = judge(sum(normal, pictures('v1.0', counts)));
    expect(faults).toMatchObject([{ version: 'v1.0', figure, summary: expect.stringContaining(summary) }]);
  });

  it.each([
    ['is as good', { digits: 198, refused: 2, slow: 2 }],
    ['is better', { digits: 200 }],
    ['has failed once', { digits: 199, failed: 1 }],
    ['has too few pictures', { failed: 19 }],
    ['has none', {}],
  ])('finds no fault in a version that %s', (_what, counts) => {
    expect(judge(sum(normal, pictures('v1.0', counts))).faults).toEqual([]);
  });

  it('never finds a fault in the default version, nor in one that is alone', () => {
    const broken = sum(pictures('v2.0', { failed: 500 }), pictures('v1.0', { digits: 100 }));
    expect(judge(broken).faults).toEqual([]);
    const alone = { split: { weights: { 'v1.0': 100, 'v2.0': 0 }, shadows: {} }, version: 'a' };
    expect(judge(sum(normal, pictures('v1.0', { failed: 500 })), alone).faults).toEqual([]);
  });

  it('compares with the version of most weight where the default one has no clients', () => {
    const split = { weights: { 'v2.1-3x3': 60, 'v1.0': 40, 'v2.0': 0 }, shadows: {} };
    const cells = sum(pictures('v2.1-3x3', { digits: 900 }), pictures('v1.0', { failed: 50 }));
    expect(judge(cells, { split, version: 'a' }).faults).toMatchObject([{ version: 'v1.0' }]);
  });

  it('judges by what was counted since the split came into force', () => {
    const before = sum(normal, pictures('v1.0', { failed: 500 }));
    const { watch, faults } = judgeSplit(STATE, 'v2.0', null, before);
    expect(faults).toEqual([]);
    const after = sum(before, normal, pictures('v1.0', { digits: 200 }));
    expect(judgeSplit(STATE, 'v2.0', watch, after).faults).toEqual([]);
    // The split was changed, and the watch begins anew.
    const changed = judgeSplit({ ...STATE, version: 'b' }, 'v2.0', watch, after);
    expect(changed).toMatchObject({ watch: { cells: after, looks: {} }, faults: [] });
  });

  it('begins anew where the counters are lower than before, because the storage was replaced', () => {
    const { watch } = judgeSplit(STATE, 'v2.0', null, sum(normal, pictures('v1.0', { digits: 50 })));
    const fewer = pictures('v1.0', { failed: 40 });
    expect(judgeSplit(STATE, 'v2.0', watch, fewer)).toMatchObject({ watch: { cells: fewer }, faults: [] });
  });

  it('looks again once a version has a tenth more pictures, each time more strictly', () => {
    const { watch } = judgeSplit(STATE, 'v2.0', null, {});
    const at = (known: Watch, digits: number) =>
      judgeSplit(STATE, 'v2.0', known, sum(normal, pictures('v1.0', { digits }))).watch;
    const first = at(watch, 100);
    expect(first.looks).toEqual({ 'v1.0': { count: 1, pictures: 100 } });
    expect(at(first, 109)).toBe(first);
    expect(at(first, 110).looks).toEqual({ 'v1.0': { count: 2, pictures: 110 } });
    // Found at the first look, but not at one of which there were a thousand before.
    const worse = sum(normal, pictures('v1.0', { digits: 196, failed: 4 }));
    expect(judgeSplit(STATE, 'v2.0', watch, worse).faults).toHaveLength(1);
    const often = { ...watch, looks: { 'v1.0': { count: 1_000, pictures: 100 } } };
    expect(judgeSplit(STATE, 'v2.0', often, worse).faults).toEqual([]);
  });

  /** Looks at a split after each of many minutes; @returns the minute in which the version was stopped, or null */
  function simulate(seed: number, version: Record<'failed' | 'refused' | 'slow', number>): number | null {
    const random = seededRandom(seed);
    const usual = { failed: 0.01, refused: 0.03, slow: 0.02 };
    const draw = (name: string, rates: typeof usual, count: number) => {
      const counts = { digits: 0, refused: 0, failed: 0, slow: 0 };
      for (let i = 0; i < count; i++) {
        if (random() < rates.failed) counts.failed++;
        else {
          counts[random() < rates.refused ? 'refused' : 'digits']++;
          if (random() < rates.slow) counts.slow++;
        }
      }
      return pictures(name, counts);
    };
    let { watch } = judgeSplit(STATE, 'v2.0', null, {});
    const cells: Cells = {};
    for (let minute = 1; minute <= 40; minute++) {
      addCells(cells, draw('v2.0', usual, 90));
      addCells(cells, draw('v1.0', version, 30));
      const judged = judgeSplit(STATE, 'v2.0', watch, { ...cells });
      if (judged.faults.length > 0) return minute;
      watch = judged.watch;
    }
    return null;
  }

  it('stops no fair split more often than its level, although it looks again and again', () => {
    const runs = 150;
    const stopped = Array.from({ length: runs }, (_, seed) =>
      simulate(seed, { failed: 0.01, refused: 0.03, slow: 0.02 }),
    ).filter((minute) => minute !== null).length;
    // So many or more would be a coincidence of one in a thousand if the level were exceeded in truth.
    expect(binomialTail(stopped, runs, 0.01)).toBeGreaterThan(0.001);
  });

  it.each([
    ['fails', { failed: 0.2, refused: 0.03, slow: 0.02 }],
    ['refuses', { failed: 0.01, refused: 0.25, slow: 0.02 }],
    ['takes its time', { failed: 0.01, refused: 0.03, slow: 0.4 }],
  ])('stops a version that often %s within 750 pictures', (_what, rates) => {
    const minutes = Array.from({ length: 10 }, (_, seed) => simulate(seed, rates));
    for (const minute of minutes) {
      expect(minute).not.toBeNull();
      expect(minute).toBeLessThanOrEqual(25);
    }
  });
});

describe('guardTraffic()', () => {
  /** Services whose traffic cannot be read. */
  const services = (guardsTraffic: boolean) => {
    const traffic = { read: () => Promise.reject(new Error('no answer')) };
    return { config: { guardsTraffic }, traffic } as unknown as Parameters<typeof guardTraffic>[0];
  };

  it('does nothing unless it is switched on', async () => {
    await guardTraffic(services(false), (message) => expect.fail(message));
  });

  it('warns instead of failing where it cannot read or change the traffic', async () => {
    const warnings: string[] = [];
    await guardTraffic(services(true), (message) => warnings.push(message));
    expect(warnings).toEqual(['Cannot guard the traffic: no answer']);
  });
});

describe('withoutVersions()', () => {
  it('gives the share of a version to the others, in proportion to theirs', () => {
    const split = { weights: { a: 50, b: 30, c: 20 }, shadows: { b: 5 } };
    expect(withoutVersions(split, ['c'])).toEqual({ weights: { a: 62.5, b: 37.5, c: 0 }, shadows: { b: 5 } });
  });
});

describe('baselineOf()', () => {
  it.each([
    [{ 'v1.0': 90, 'v2.0': 10 }, 'v2.0'],
    [{ 'v1.0': 40, ensemble: 60 }, 'ensemble'],
    [{ 'v1.0': 40, ensemble: 60, 'v2.0': 0 }, 'ensemble'],
  ])('of %j is %s', (weights, baseline) => {
    expect(baselineOf(weights, 'v2.0')).toBe(baseline);
  });
});
