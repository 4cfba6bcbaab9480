import type { Random } from '../../random';
import { between, pick } from '../stress/draw';
import { drawStrokes, type Point } from '../stress/draw-strokes';

/**
 * Signs that people draw and that are no digits: neither a circle nor anything rounder than a pentagon (0), nor a
 * line (1) is among them.
 */
export const SYMBOLS: readonly (readonly (readonly Point[])[])[] = [
  polygon(3),
  polygon(5),
  star(5),
  star(6),
  square(0, 0, 1, 1),
  square(0, 0.25, 1, 0.75),
  // A plus, a cross and a double cross
  [
    [
      [0.5, 0],
      [0.5, 1],
    ],
    [
      [0, 0.5],
      [1, 0.5],
    ],
  ],
  [
    [
      [0, 0],
      [1, 1],
    ],
    [
      [1, 0],
      [0, 1],
    ],
  ],
  [
    [
      [0.33, 0],
      [0.33, 1],
    ],
    [
      [0.67, 0],
      [0.67, 1],
    ],
    [
      [0, 0.33],
      [1, 0.33],
    ],
    [
      [0, 0.67],
      [1, 0.67],
    ],
  ],
  // An arrow, a tick, a house and an equals sign
  [
    [
      [0, 0.5],
      [1, 0.5],
    ],
    [
      [0.65, 0.2],
      [1, 0.5],
      [0.65, 0.8],
    ],
  ],
  [
    [
      [0, 0.55],
      [0.35, 0.95],
      [1, 0.05],
    ],
  ],
  [
    ...square(0.1, 0.45, 0.9, 1),
    [
      [0, 0.5],
      [0.5, 0],
      [1, 0.5],
    ],
  ],
  [
    [
      [0.05, 0.35],
      [0.95, 0.35],
    ],
    [
      [0.05, 0.65],
      [0.95, 0.65],
    ],
  ],
];

/** How far off a corner may be, as a share of the sign. */
const UNSTEADY = 0.06;

/**
 * Draws one of the signs, as unsteadily as a hand does.
 *
 * @returns 112×112, 1 where there is ink, row by row
 */
export function drawSymbol(random: Random): Uint8Array {
  const off = () => between(random, -UNSTEADY, UNSTEADY);
  const strokes = pick(random, SYMBOLS).map((points) =>
    points.map(([x, y]): Point => [x + off(), y + off()]),
  );
  return drawStrokes(strokes, between(random, 0.04, 0.16));
}

function square(left: number, top: number, right: number, bottom: number): Point[][] {
  return [
    [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
      [left, top],
    ],
  ];
}

/** Corners on a circle, each joined to the next. */
function polygon(corners: number, stride = 1): Point[][] {
  const corner = (k: number): Point => {
    const angle = (2 * Math.PI * k * stride) / corners - Math.PI / 2;
    return [0.5 + 0.5 * Math.cos(angle), 0.5 + 0.5 * Math.sin(angle)];
  };
  return [Array.from({ length: corners + 1 }, (_, k) => corner(k))];
}

/** Corners on a circle, each joined to the next but one; of six corners two triangles. */
function star(corners: number): Point[][] {
  if (corners % 2 === 1) return polygon(corners, 2);
  const [triangle] = polygon(3);
  return [triangle!, triangle!.map(([x, y]): Point => [1 - x, 1 - y])];
}
