import { gaussian, type Random, seededRandom } from './random';
import { between, pick } from './stress/draw';
import { drawStrokes, type Point, smooth } from './stress/draw-strokes';

/** A digit that was drawn by rule, not by a person. */
export interface DrawnDigit {
  readonly label: 1 | 3 | 4 | 7 | 9;
  /** 112×112, 1 where there is ink, row by row: for `renderShape()`. */
  readonly shape: Uint8Array;
}

/** How far a hand strays from where it means to go. */
const TREMOR = 0.015;

/** The more often, the more a digit differs from its American form. */
const LABELS = [1, 1, 1, 4, 4, 9, 9, 7, 3] as const;

/**
 * Draws digits in the shapes that are common in Europe and rare in MNIST, which was written in the United States: a 1
 * with a long upstroke and a foot, a 3 with a flat top, an open 4, a crossed 7, a 9 with a small loop or a long tail.
 *
 * @param seed any integer; the same seed gives the same digit
 */
export function drawEuropeanDigit(seed: number): DrawnDigit {
  const random = seededRandom(seed);
  const label = pick(random, LABELS);
  const strokes = STROKES[label](random);
  const slant = between(random, -0.1, label === 9 ? 0.5 : 0.3);
  const width = label === 1 ? between(random, 0.8, 1.2) : between(random, 0.7, 1.1);
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

const STROKES: Record<DrawnDigit['label'], (random: Random) => Point[][]> = {
  1: (random) => {
    const stem = between(random, 0.5, 0.65);
    const reach = between(random, 0.12, 0.5);
    const flag: Point[] = [
      [stem - reach, between(random, 0.2, 0.35 + reach)],
      [stem - reach * 0.45, between(random, 0.12, 0.35)],
      [stem, 0],
    ];
    const ground = stem + between(random, -0.06, 0.05);
    const foot = pick(random, ['none', 'none', 'bar', 'hook'] as const);
    if (foot === 'hook') {
      const down: Point[] = [
        [stem, 0],
        [ground, 0.6],
        [ground, 0.92],
        [ground + between(random, 0.08, 0.14), 1],
        [ground + between(random, 0.14, 0.28), between(random, 0.9, 1)],
      ];
      return [flag, down];
    }
    const strokes = [flag, straight([stem, 0], [ground, 1])];
    if (foot === 'bar') {
      const half = between(random, 0.12, 0.35);
      strokes.push(straight([ground - half, 1], [ground + half, 1 + between(random, -0.06, 0.04)]));
    }
    return strokes;
  },

  3: (random) => {
    const right = between(random, 0.7, 0.85);
    const waist = between(random, 0.35, 0.45);
    const top = straight([between(random, 0.15, 0.25), between(random, 0, 0.08)], [right, 0]);
    const neck = straight([right, 0], [between(random, 0.4, 0.5), waist]);
    const bowl: Point[] = [
      neck[2]!,
      [right, waist + 0.12],
      [right - 0.02, 0.85],
      [0.45, 1],
      [between(random, 0.1, 0.25), between(random, 0.82, 0.95)],
    ];
    return [top, neck, bowl];
  },

  4: (random) => {
    const bend = between(random, 0.45, 0.7);
    const stem = between(random, 0.55, 0.75);
    const left = between(random, 0.1, 0.25);
    const start = between(random, 0.2, 0.55);
    const down: Point[] = [
      [start, 0],
      [(start + left) / 2 - between(random, 0, 0.12), bend * 0.55],
      [left, bend],
    ];
    const bar = straight([left, bend], [between(random, stem, 1), bend + between(random, -0.14, 0.04)]);
    const top = bend - between(random, 0.02, 0.45);
    const ground = stem + between(random, -0.15, 0.04);
    return [down, bar, straight([stem, top], [ground, 1])];
  },

  7: (random) => {
    const foot = between(random, 0.25, 0.5);
    const corner: Point = [between(random, 0.8, 0.95), between(random, 0, 0.06)];
    const left: Point = [between(random, 0.1, 0.25), between(random, 0, 0.12)];
    const strokes = [straight(left, corner)];
    strokes.push([corner, [(corner[0] + foot) / 2 + between(random, -0.02, 0.06), 0.5], [foot, 1]]);
    const middle = (corner[0] + foot) / 2;
    const half = between(random, 0.15, 0.35);
    const height = between(random, 0.42, 0.58);
    strokes.push(straight([middle - half, height], [middle + half, height - between(random, -0.04, 0.1)]));
    if (random() < 0.4) strokes.push(straight(left, [left[0], left[1] + between(random, 0.1, 0.2)]));
    return strokes;
  },

  9: (random) => {
    const right = between(random, 0.65, 0.85);
    const left = between(random, 0.15, 0.35);
    const bottom = between(random, 0.32, 0.55);
    const middle = (left + right) / 2;
    const loop: Point[] = [
      [right, bottom * between(random, 0.2, 0.5)],
      [middle, 0],
      [left, bottom * 0.5],
      [middle, bottom],
      [right, bottom * 0.45],
    ];
    const straightTail: Point[] = [
      [right - between(random, 0, 0.08), 0.7],
      [right - between(random, 0, 0.2), 1],
    ];
    const hook = between(random, 0, 0.16);
    const curledTail: Point[] = [
      [right - 0.02, between(random, 0.62, 0.75)],
      [middle, 1],
      [left - between(random, 0, 0.12), 1 - hook],
    ];
    return [[...loop, ...(random() < 0.3 ? straightTail : curledTail)]];
  },
};

/** Three points on a line, so that the tremor of the hand bends it. */
function straight(from: Point, to: Point): Point[] {
  return [from, [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], to];
}
