import { gaussian, type Random, seededRandom } from './random';
import { between, pick } from './stress/draw';
import { drawStrokes, type Point, smooth } from './stress/draw-strokes';

/** A digit that was drawn by rule, not by a person. */
export interface DrawnDigit {
  readonly label: 1 | 4 | 7 | 9;
  /** 112×112, 1 where there is ink, row by row: for `renderShape()`. */
  readonly shape: Uint8Array;
}

/** How far a hand strays from where it means to go. */
const TREMOR = 0.015;

/**
 * Draws digits in the shapes that are common in Europe and rare in MNIST, which was written in the United States: a 1
 * with a long upstroke and sometimes a foot, a crossed 7, an open 4, a 9 whose tail curls.
 *
 * @param seed any integer; the same seed gives the same digit
 */
export function drawEuropeanDigit(seed: number): DrawnDigit {
  const random = seededRandom(seed);
  const label = pick(random, [1, 1, 1, 7, 4, 9] as const);
  const strokes = STROKES[label](random);
  const slant = between(random, -0.1, 0.3);
  const width = label === 1 ? 1 : between(random, 0.8, 1.1);
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
      between(random, 0.07, 0.17),
    ),
  };
}

const STROKES: Record<DrawnDigit['label'], (random: Random) => Point[][]> = {
  1: (random) => {
    const stem = between(random, 0.5, 0.65);
    const reach = between(random, 0.12, 0.5);
    const flag: Point[] = [
      [stem - reach, between(random, 0.2, 0.25 + reach)],
      [stem - reach * 0.45, between(random, 0.12, 0.3)],
      [stem, 0],
    ];
    const strokes = [flag, straight([stem, 0], [stem + between(random, -0.05, 0.05), 1])];
    if (random() < 0.3) {
      const foot = between(random, 0.12, 0.3);
      strokes.push(straight([stem - foot, 1], [stem + foot, 1 + between(random, -0.04, 0.04)]));
    }
    return strokes;
  },

  4: (random) => {
    const bend = between(random, 0.5, 0.7);
    const stem = between(random, 0.55, 0.75);
    const down: Point[] = [
      [between(random, 0.25, 0.5), 0],
      [between(random, 0.1, 0.25), bend],
    ];
    const bar = straight(down[1]!, [between(random, 0.85, 1), bend + between(random, -0.08, 0.04)]);
    const top = bend - between(random, 0.15, 0.45);
    return [
      straight(down[0]!, down[1]!),
      bar,
      straight([stem, top], [stem + between(random, -0.06, 0.04), 1]),
    ];
  },

  7: (random) => {
    const foot = between(random, 0.25, 0.5);
    const corner: Point = [between(random, 0.8, 0.95), between(random, 0, 0.06)];
    const strokes = [straight([between(random, 0.1, 0.25), between(random, 0, 0.1)], corner)];
    strokes.push([corner, [(corner[0] + foot) / 2 + between(random, -0.02, 0.06), 0.5], [foot, 1]]);
    const middle = (corner[0] + foot) / 2;
    const half = between(random, 0.15, 0.3);
    const height = between(random, 0.42, 0.58);
    strokes.push(straight([middle - half, height], [middle + half, height - between(random, -0.04, 0.1)]));
    if (random() < 0.3)
      strokes.push(straight(strokes[0]![0]!, [strokes[0]![0]![0], between(random, 0.12, 0.2)]));
    return strokes;
  },

  9: (random) => {
    const right = between(random, 0.7, 0.85);
    const left = between(random, 0.15, 0.3);
    const bottom = between(random, 0.4, 0.55);
    const curl = between(random, 0.05, 0.4);
    return [
      [
        [right, bottom * 0.35],
        [(left + right) / 2, 0],
        [left, bottom * 0.5],
        [(left + right) / 2, bottom],
        [right, bottom * 0.45],
        [right - 0.02, 0.7],
        [(left + right) / 2, 1],
        [left, 1 - curl * 0.4],
      ],
    ];
  },
};

/** Three points on a line, so that the tremor of the hand bends it. */
function straight(from: Point, to: Point): Point[] {
  return [from, [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], to];
}
