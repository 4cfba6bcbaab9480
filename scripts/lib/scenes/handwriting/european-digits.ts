import { gaussian, type Random, seededRandom } from '../../random';
import { between, pick } from '../stress/draw';
import { drawStrokes, type Point, smooth } from '../stress/draw-strokes';
import { drawFour } from './four';
import { drawNine } from './nine';
import { drawOne } from './one';
import { drawSeven } from './seven';
import type { Strokes } from './strokes';
import { drawThree } from './three';
import { drawZero } from './zero';

/** A digit drawn by rule, not by a person. */
export interface DrawnDigit {
  readonly label: number;
  /** 112×112, 1 where there is ink, row by row: for `renderShape()`. */
  readonly shape: Uint8Array;
}

/** Random deviation of the pen. */
const TREMOR = 0.015;

/** The more often, the more a digit differs from its American form. */
const LABELS = [0, 1, 1, 1, 3, 4, 4, 4, 7, 7, 9, 9, 9, 9] as const;

const STROKES: Record<(typeof LABELS)[number], (random: Random) => Strokes> = {
  0: drawZero,
  1: drawOne,
  3: drawThree,
  4: drawFour,
  7: drawSeven,
  9: drawNine,
};

/**
 * Draws digits in the shapes that are common in Europe and rare in MNIST, which was written in the United States: a
 * slashed 0, a 1 with a long upstroke and a foot, a 3 with a flat top, an open 4, a crossed 7, a 9 whose tail ends in a
 * foot.
 *
 * @param seed any integer; the same seed gives the same digit
 */
export function drawEuropeanDigit(seed: number): DrawnDigit {
  const random = seededRandom(seed);
  const label = pick(random, LABELS);
  const strokes = STROKES[label](random);
  const slant = between(random, -0.1, label === 9 ? 0.5 : 0.3);
  const width = between(random, 0.7, label === 1 ? 1.2 : 1.1);
  const written = strokes.map((points) =>
    points.map(([x, y]): Point => {
      const tremble = TREMOR * gaussian(random);
      return [0.5 + width * (x - 0.5) + slant * (0.5 - y) + tremble, y + TREMOR * gaussian(random)];
    }),
  );
  return {
    label,
    shape: drawStrokes(
      written.map((points) => smooth(points)),
      between(random, 0.06, 0.18),
    ),
  };
}
