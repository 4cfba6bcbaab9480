import { describe, expect, it } from 'vitest';
import { armOf, faultOf } from '../src/traffic-split';

const VERSIONS = ['v1.0', 'v2.0', 'ensemble'];
const CLIENTS = Array.from({ length: 2_000 }, (_, i) => `id client-${i}`);

function assignAll(weights: Record<string, number>): Promise<string[]> {
  return Promise.all(CLIENTS.map((client) => armOf(weights, client)));
}

describe('armOf()', () => {
  it('gives each version its share of the clients, within five standard deviations', async () => {
    const weights = { 'v1.0': 10, 'v2.0': 65, ensemble: 25 };
    const arms = await assignAll(weights);
    for (const [version, weight] of Object.entries(weights)) {
      const share = weight / 100;
      const expected = CLIENTS.length * share;
      const deviation = Math.sqrt(expected * (1 - share));
      const count = arms.filter((arm) => arm === version).length;
      expect(Math.abs(count - expected)).toBeLessThan(5 * deviation);
    }
  });

  it('always assigns a client to the same version', async () => {
    const weights = { 'v1.0': 50, 'v2.0': 50 };
    expect(await assignAll(weights)).toEqual(await assignAll(weights));
  });

  it('does not depend on the order of the versions', async () => {
    expect(await assignAll({ 'v1.0': 30, 'v2.0': 70 })).toEqual(await assignAll({ 'v2.0': 70, 'v1.0': 30 }));
  });

  it.each([1, 5, 20, 50, 99, 100])(
    'lets clients of a version stay when it grows to %i per cent',
    async (weight) => {
      const before = await assignAll({ 'v2.0': 99.5, 'v1.0': 0.5 });
      const after = await assignAll({ 'v2.0': 100 - weight, 'v1.0': weight });
      const strayed = before.filter((arm, i) => arm === 'v1.0' && after[i] !== 'v1.0');
      expect(strayed).toEqual([]);
    },
  );

  it('moves only clients of a version that is taken away', async () => {
    const before = await assignAll({ 'v1.0': 20, 'v2.0': 50, ensemble: 30 });
    const after = await assignAll({ 'v1.0': 0, 'v2.0': 62.5, ensemble: 37.5 });
    const moved = before.filter((arm, i) => arm !== after[i]);
    expect(new Set(moved)).toEqual(new Set(['v1.0']));
  });

  it('never chooses a version without weight', async () => {
    expect(new Set(await assignAll({ 'v1.0': 0, 'v2.0': 100 }))).toEqual(new Set(['v2.0']));
  });
});

describe('faultOf()', () => {
  it.each([
    { weights: { 'v2.0': 100 }, shadows: {} },
    { weights: { 'v2.0': 33.3, 'v1.0': 33.3, ensemble: 33.4 }, shadows: { ensemble: 100 } },
    { weights: { 'v2.0': 100, 'v1.0': 0 }, shadows: { 'v1.0': 5, ensemble: 5 } },
  ])('finds no fault in %j', (split) => {
    expect(faultOf(split, VERSIONS)).toBe(null);
  });

  it.each([
    [
      'a version that there is not',
      { weights: { 'v9.9': 100 }, shadows: {} },
      'there is no version "v9.9"; the versions are v1.0, v2.0, ensemble',
    ],
    [
      'a shadow that there is not',
      { weights: { 'v2.0': 100 }, shadows: { __proto__x: 5 } },
      'there is no version "__proto__x"; the versions are v1.0, v2.0, ensemble',
    ],
    [
      'weights that do not add up',
      { weights: { 'v2.0': 90, 'v1.0': 9 }, shadows: {} },
      'the weights add up to 99, not 100',
    ],
    ['no weights', { weights: {}, shadows: {} }, 'the weights add up to 0, not 100'],
    [
      'a negative weight',
      { weights: { 'v2.0': 110, 'v1.0': -10 }, shadows: {} },
      '"v2.0" has 110 per cent, not 0 to 100',
    ],
    [
      'a weight that is no number',
      { weights: { 'v2.0': Number.NaN }, shadows: {} },
      '"v2.0" has NaN per cent, not 0 to 100',
    ],
    [
      'three shadows',
      { weights: { 'v2.0': 100 }, shadows: { 'v1.0': 1, 'v2.0': 1, ensemble: 1 } },
      'there are 3 shadows, at most 2 are allowed',
    ],
  ])('finds %s', (_what, split, fault) => {
    expect(faultOf(split, VERSIONS)).toBe(fault);
  });
});
