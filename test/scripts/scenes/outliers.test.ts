import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../../scripts/lib/random';
import { LETTERS } from '../../../scripts/lib/scenes/outliers/letters';
import { drawOutlier, OUTLIER_KINDS } from '../../../scripts/lib/scenes/outliers/outliers';
import { drawSelfTestDigit } from '../../../src/inference/self-test';

/** A three whose ink is as bright as chance has it. */
const three = (random: Random) => drawSelfTestDigit().map((value) => value * (0.5 + random() / 2));
const kinds = Array.from({ length: OUTLIER_KINDS }, (_, kind) => kind);

/** Gives `first`, then what follows from the seed. */
function startingWith(first: number, seed: number): Random {
  const rest = seededRandom(seed);
  let started = false;
  return () => {
    if (started) return rest();
    started = true;
    return first;
  };
}

describe.each(kinds)('drawOutlier() of kind %i', (kind) => {
  it('gives 784 values in [0, 1] with some ink, whatever the seed', () => {
    for (let seed = 0; seed < 50; seed++) {
      const pixels = drawOutlier(seededRandom(seed), three, kind);
      expect(pixels).toHaveLength(784);
      expect(pixels.every((value) => value >= 0 && value <= 1)).toBe(true);
      expect(Math.max(...pixels)).toBeGreaterThan(0.3);
    }
  });

  it('gives the same picture for the same seed, and others for others', () => {
    const drawn = Array.from({ length: 10 }, (_, seed) =>
      drawOutlier(seededRandom(seed), three, kind).join(),
    );
    expect(drawOutlier(seededRandom(4), three, kind).join()).toBe(drawn[4]);
    expect(new Set(drawn).size).toBe(10);
  });

  it('is drawn when no kind is asked for, in its turn', () => {
    const expected = drawOutlier(seededRandom(7), three, kind).join();
    const turns = Array.from({ length: 100 }, (_, n) => drawOutlier(startingWith(n / 100, 7), three).join());
    expect(turns).toContain(expected);
  });
});

describe('drawOutlier()', () => {
  it('squeezes two digits side by side, each into half of the width', () => {
    const asked: number[] = [];
    const digit = (random: Random) => {
      asked.push(random());
      return drawSelfTestDigit();
    };
    const pairs = kinds.filter((kind) => {
      asked.length = 0;
      drawOutlier(seededRandom(1), digit, kind);
      return asked.length === 2;
    });
    expect(pairs).toHaveLength(1);
    const pixels = drawOutlier(seededRandom(1), digit, pairs[0]);
    const inkBetween = (from: number, to: number) =>
      pixels.reduce((sum, value, i) => (i % 28 >= from && i % 28 < to ? sum + value : sum), 0);
    expect(inkBetween(2, 14)).toBeGreaterThan(5);
    expect(inkBetween(14, 26)).toBeCloseTo(inkBetween(2, 14), 4);
    expect(inkBetween(0, 2) + inkBetween(26, 28)).toBe(0);
  });
});

describe('LETTERS', () => {
  it('are lines of at least two corners in a box of 1, a tail aside', () => {
    for (const stroke of LETTERS.flat()) {
      expect(stroke.length).toBeGreaterThanOrEqual(2);
      for (const [x, y] of stroke) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(1);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(1.2);
      }
    }
  });
});
