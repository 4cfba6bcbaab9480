import { drawStrokes, type Stroke } from '../../../../src/inference/draw-strokes';
import { type Random, uniform } from '../../random';
import { LETTERS } from './letters';

/** Kinds of non-digits and their weights. */
const KINDS: readonly {
  readonly weight: number;
  readonly draw: (random: Random, digit: DrawDigit) => Float32Array;
}[] = [
  { weight: 0.35, draw: drawLetter },
  { weight: 0.25, draw: drawScribble },
  { weight: 0.15, draw: drawPair },
  { weight: 0.1, draw: drawPolygon },
  { weight: 0.08, draw: drawBlobs },
  { weight: 0.07, draw: drawNoise },
];

/** Returns the pixels of some digit: 784 values in [0, 1]. */
export type DrawDigit = (random: Random) => Float32Array;

/** How many kinds of outliers there are. */
export const OUTLIER_KINDS = KINDS.length;

/**
 * Draws something other than a digit in a digit's place. The network learns to be undecided about such pictures
 * (outlier exposure, Hendrycks et al. 2019).
 *
 * @param digit for pictures that are made of digits
 * @param kind which kind, below `OUTLIER_KINDS`, or null for any
 * @returns 784 values in [0, 1], white on black
 */
export function drawOutlier(random: Random, digit: DrawDigit, kind: number | null = null): Float32Array {
  if (kind !== null) return KINDS[kind]!.draw(random, digit);
  let left = random();
  const chosen = KINDS.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  return (chosen ?? KINDS[0]!).draw(random, digit);
}

function drawLetter(random: Random): Float32Array {
  const letter = LETTERS[Math.floor(random() * LETTERS.length)]!;
  const width = uniform(random, [11, 20]);
  const height = uniform(random, [16, 20]);
  const strokes = letter.map((stroke) =>
    stroke.map(([x, y]): [number, number] => [13.5 + (x - 0.5) * width, 13.5 + (y - 0.5) * height]),
  );
  return drawStrokes(strokes, penRadius(random));
}

/** Lines that wander about without a plan. */
function drawScribble(random: Random): Float32Array {
  const strokes = Array.from({ length: 1 + Math.floor(random() * 4) }, (): Stroke => {
    const turns = 3 + Math.floor(random() * 9);
    let x = uniform(random, [5, 22]);
    let y = uniform(random, [5, 22]);
    return Array.from({ length: turns }, (): [number, number] => {
      x = Math.min(23, Math.max(4, x + uniform(random, [-9, 9])));
      y = Math.min(23, Math.max(4, y + uniform(random, [-9, 9])));
      return [x, y];
    });
  });
  return drawStrokes(strokes, penRadius(random));
}

/** Two digits side by side, squeezed into the space of one. */
function drawPair(random: Random, digit: DrawDigit): Float32Array {
  const pixels = new Float32Array(784);
  for (const left of [2, 14]) {
    const one = digit(random);
    for (let row = 7; row < 21; row++) {
      for (let column = 0; column < 12; column++) {
        // Half the height, half the width: the mean of 2 × 2 source pixels.
        const from = (2 * row - 14) * 28 + 2 * column + 2;
        const mean = (one[from]! + one[from + 1]! + one[from + 28]! + one[from + 29]!) / 4;
        pixels[row * 28 + left + column] = Math.min(1, 1.3 * mean);
      }
    }
  }
  return pixels;
}

/** Triangles, quadrangles and five-pointed stars, drawn as outlines; rounder shapes would look like a 0. */
function drawPolygon(random: Random): Float32Array {
  const corners = 3 + Math.floor(random() * 3);
  const turn = random() * 2 * Math.PI;
  const step = corners === 5 ? 2 : 1;
  const outline = Array.from({ length: corners + 1 }, (_, corner): [number, number] => {
    const angle = turn + (2 * Math.PI * step * corner) / corners;
    return [13.5 + 9.5 * Math.cos(angle), 13.5 + 9.5 * Math.sin(angle)];
  });
  return drawStrokes([outline], penRadius(random));
}

/** Filled spots of any size. */
function drawBlobs(random: Random): Float32Array {
  const spots = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
    const middle: [number, number] = [uniform(random, [5, 22]), uniform(random, [5, 22])];
    return drawStrokes([[middle, middle]], uniform(random, [1, 9]));
  });
  return spots.reduce((all, spot) => all.map((value, index) => Math.max(value, spot[index]!)));
}

/** Grain of any coarseness, as a stretched picture of empty paper has it. */
function drawNoise(random: Random): Float32Array {
  const cell = 1 + Math.floor(random() * 4);
  const side = Math.ceil(28 / cell);
  const power = uniform(random, [0.5, 6]);
  const grain = Float32Array.from({ length: side * side }, () => random() ** power);
  return Float32Array.from(
    { length: 784 },
    (_, index) => grain[Math.floor(Math.floor(index / 28) / cell) * side + Math.floor((index % 28) / cell)]!,
  );
}

function penRadius(random: Random): number {
  return uniform(random, [0.6, 2]);
}
