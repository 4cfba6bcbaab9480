import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../scripts/lib/random';
import { CELLS, EYE_OUTPUTS } from '../../src/eye/eye-map';
import { findDigitsInSteps, MOST_LOOKS } from '../../src/eye/find-digits';
import { runAtOnce } from '../../src/steps';
import { canvas } from '../support/image/canvas';

/** Sees a digit in every cell of whatever it looks at, or in none. */
function stubbornEye(objectness: number) {
  const random = seededRandom(4);
  const eye = {
    looks: 0,
    run() {
      eye.looks++;
      return Float32Array.from({ length: CELLS * CELLS * EYE_OUTPUTS }, (_, i) => {
        const output = i % EYE_OUTPUTS;
        if (output === 0) return objectness;
        return output >= 13 ? Math.log(0.1 + 0.3 * random()) : random() - 0.5;
      });
    },
  };
  return eye;
}

describe('findDigitsInSteps()', () => {
  it.each([
    ['a page', 1_000, 1_000],
    ['a strip', 4_000, 12],
    ['a pixel', 1, 1],
  ])('looks at %s no more often than it may, however much the eye claims to see', (_, width, height) => {
    const eye = stubbornEye(9);
    runAtOnce(findDigitsInSteps(eye, canvas(width, height, 200)));
    expect(eye.looks).toBeLessThanOrEqual(MOST_LOOKS);
  });

  it('looks only at the whole where there is nothing in a square picture', () => {
    const eye = stubbornEye(-9);
    expect(runAtOnce(findDigitsInSteps(eye, canvas(300, 300, 200)))).toEqual([]);
    expect(eye.looks).toBe(1);
  });
});
