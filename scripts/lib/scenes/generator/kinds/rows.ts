import type { Box } from '../../../../../src/preprocess/grey-image';
import type { Random } from '../../../random';
import { between, integer, pick } from '../../stress/draw';
import { type Point, smooth } from '../../stress/draw-strokes';
import { inInk, outlineOf, place, sizeOfHeight, wavyLine } from '../geometry';
import type { PlacedGlyph, Sketch, Sources } from '../sketch';

/** Two to eight digits in a row. */
export function number(sketch: Sketch, sources: Sources, strength: number): void {
  const { random } = sources;
  const { x, y, width, height } = sketch.view;
  const count = integer(random, 2, 2 + Math.round(5 * strength));
  const tall = Math.min(height * between(random, 0.3, 0.85), (width / count) * between(random, 0.9, 1.5));
  row(
    sketch,
    sources,
    x + width / 2,
    y + height / 2 + between(random, -0.3, 0.3) * (height - tall),
    count,
    tall,
  );
}

/** The picture's borders cut a longer row. */
export function partOfARow(sketch: Sketch, sources: Sources): void {
  const { random } = sources;
  const { x, y, width, height } = sketch.view;
  const tall = height * between(random, 0.35, 0.95);
  const count = Math.min(Math.ceil(width / (0.45 * tall)) + 1, 9);
  const off = between(random, -0.4, 0.4);
  row(sketch, sources, x + width / 2 + off * tall, y + height / 2 + 0.8 * off * (height - tall), count, tall);
}

/** A digit of a number, with those before and after it. */
export function cropOfARow(sketch: Sketch, sources: Sources): void {
  const { random } = sources;
  const count = integer(random, 2, 5);
  row(sketch, sources, 0, 0, count, between(random, 0.42, 0.8));
  const middle = pick(random, sketch.glyphs);
  const [x, y] = [middle.x + between(random, -0.1, 0.1), middle.y + between(random, -0.1, 0.1)];
  for (const placed of sketch.glyphs) {
    placed.x += 0.5 - x;
    placed.y += 0.5 - y;
  }
}

export function cropOfAnAmount(sketch: Sketch, sources: Sources): void {
  cropOfARow(sketch, sources);
  joinAndFinish(sketch, sources);
}

/** A number as on a cheque: digits joined by strokes, a flourish at its end, and marks that keep others from adding digits. */
export function amount(sketch: Sketch, sources: Sources, strength: number): void {
  number(sketch, sources, strength);
  joinAndFinish(sketch, sources);
}

function joinAndFinish(sketch: Sketch, { random }: Sources): void {
  const outlines = sketch.glyphs.map(outlineOf);
  const [first, last] = [outlines[0]!, outlines.at(-1)!];
  const thick = first.height * between(random, 0.04, 0.13);
  for (let n = 1; n < outlines.length; n++) {
    const areZeros = sketch.glyphs[n - 1]!.glyph.label === 0 && sketch.glyphs[n]!.glyph.label === 0;
    if (random() < (areZeros ? 0.5 : 0.12)) joinTops(sketch, random, outlines[n - 1]!, outlines[n]!, thick);
  }
  if (random() < 0.4) flourish(sketch, random, last, thick);
  else if (random() < 0.6) guard(sketch, random, last.x + last.width, last, thick, 1);
  if (random() < 0.3) guard(sketch, random, first.x, first, thick, -1);
}

/** A stroke from near the top of one digit to near the top of the next. */
function joinTops(sketch: Sketch, random: Random, from: Box, to: Box, thick: number): void {
  const start: Point = [
    from.x + between(random, 0.5, 0.95) * from.width,
    from.y + between(random, 0, 0.25) * from.height,
  ];
  const end: Point = [
    to.x + between(random, 0.1, 0.6) * to.width,
    to.y + between(random, 0, 0.25) * to.height,
  ];
  const sag: Point = [
    (start[0] + end[0]) / 2,
    (start[1] + end[1]) / 2 + between(random, -0.1, 0.25) * from.height,
  ];
  sketch.drawn.push(inInk(sketch, smooth([start, sag, end], 6), thick));
}

/** A stroke that leaves the last digit to the right. */
function flourish(sketch: Sketch, random: Random, { x, y, width, height }: Box, thick: number): void {
  const start: Point = [x + between(random, 0.5, 1) * width, y + between(random, 0, 1) * height];
  const length = between(random, 0.25, 1) * height;
  const rise = between(random, -0.4, 0.4) * height;
  const bend: Point = [start[0] + length / 2, start[1] + rise / 2 + between(random, -0.15, 0.15) * height];
  sketch.drawn.push(inInk(sketch, smooth([start, bend, [start[0] + length, start[1] + rise]], 6), thick));
}

/** Lines of the marks before and after an amount, in a square of 1 that lies around its middle: # = - / //. */
const GUARDS: readonly (readonly (readonly Point[])[])[] = [
  [
    [
      [-0.1, -0.5],
      [-0.3, 0.5],
    ],
    [
      [0.3, -0.5],
      [0.1, 0.5],
    ],
    [
      [-0.45, -0.18],
      [0.45, -0.18],
    ],
    [
      [-0.45, 0.18],
      [0.45, 0.18],
    ],
  ],
  [
    [
      [-0.5, -0.12],
      [0.5, -0.12],
    ],
    [
      [-0.5, 0.14],
      [0.5, 0.14],
    ],
  ],
  [
    [
      [-0.5, 0],
      [0.5, 0],
    ],
  ],
  [
    [
      [0.25, -0.5],
      [-0.25, 0.5],
    ],
  ],
  [
    [
      [0.35, -0.5],
      [-0.15, 0.5],
    ],
    [
      [0.05, -0.5],
      [-0.35, 0.5],
    ],
  ],
];

/** @param from where the digits end @param side of them: 1 is to the right */
function guard(
  sketch: Sketch,
  random: Random,
  from: number,
  { y, height }: Box,
  thick: number,
  side: 1 | -1,
): void {
  const size = height * between(random, 0.35, 1);
  const x = from + side * (size / 2 + height * between(random, -0.05, 0.35));
  const middle = y + height * between(random, 0.4, 0.6);
  for (const line of pick(random, GUARDS)) {
    const ends = line.map(
      ([dx, dy]): Point => [
        x + size * (dx + between(random, -0.08, 0.08)),
        middle + size * (dy + between(random, -0.08, 0.08)),
      ],
    );
    sketch.drawn.push(inInk(sketch, wavyLine(random, ends[0]!, ends[1]!, 0.06), thick));
  }
}

/** With points or commas between its digits, and dashes before and after it that fill the line. */
export function punctuatedNumber(sketch: Sketch, sources: Sources, strength: number): void {
  const { random } = sources;
  number(sketch, sources, strength);
  const first = outlineOf(sketch.glyphs[0]!);
  const last = outlineOf(sketch.glyphs.at(-1)!);
  const thick = first.height * between(random, 0.06, 0.14);
  for (const placed of sketch.glyphs.slice(0, -1)) {
    if (random() > 0.3) continue;
    const { x, y, width, height } = outlineOf(placed);
    const point: Point = [x + width + 0.05 * height, y + height * between(random, 0.9, 1.05)];
    const tail: Point = [
      point[0] - between(random, 0, 0.08) * height,
      point[1] + between(random, 0, 0.2) * height,
    ];
    sketch.drawn.push(inInk(sketch, [point, tail], thick));
  }
  const level = first.y + first.height * between(random, 0.4, 0.6);
  const dash = (from: number, to: number) => {
    if (random() < 0.5 && Math.abs(to - from) > 0.06)
      sketch.drawn.push(inInk(sketch, wavyLine(random, [from, level], [to, level], 0.1), thick));
  };
  dash(between(random, sketch.view.x - 0.05, first.x), first.x - 0.2 * first.height);
  dash(last.x + last.width + 0.2 * last.height, between(random, last.x + last.width, 1.05));
}

/** So many digits beside each other, by one hand; the last ones of a price are often smaller. */
export function row(
  sketch: Sketch,
  { random, glyphs }: Sources,
  x: number,
  y: number,
  count: number,
  tall: number,
): void {
  const gap = tall * between(random, -0.12, 0.45);
  const smallerFrom = random() < 0.25 ? integer(random, 1, count) : count;
  const smaller = between(random, 0.45, 0.85);
  const slope = between(random, -0.08, 0.08);
  const slant = between(random, -0.15, 0.3);
  const written: PlacedGlyph[] = [];
  let end = 0;
  for (let n = 0; n < count; n++) {
    const glyph = glyphs.digit(random);
    const high = tall * between(random, 0.85, 1.1) * (n >= smallerFrom ? smaller : 1);
    const placed = place(random, glyph, 0, 0, sizeOfHeight(glyph, high));
    placed.slant = slant + between(random, -0.06, 0.06);
    const { width } = outlineOf(placed);
    placed.x = end + width / 2;
    placed.y = y + (tall - high) / 2 + tall * between(random, -0.08, 0.08);
    end += width + gap * between(random, 0.7, 1.3);
    written.push(placed);
  }
  for (const placed of written) {
    placed.x += x - (end - gap) / 2;
    placed.y += slope * (placed.x - x);
    sketch.glyphs.push(placed);
  }
}
