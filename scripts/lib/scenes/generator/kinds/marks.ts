import type { LookBox } from '../../../../../src/eye/look-box';
import type { Random } from '../../../random';
import { between, integer, pick, sign } from '../../stress/draw';
import { ellipse, grown, rectangle, wavyLine, writingOf } from '../geometry';
import type { Mark, Point, Rgb, Sketch, Sources } from '../sketch';
import { type Kind, nothing } from './kind';

/** Lines that belong to no digit. */
export const MARKS: readonly Kind[] = [
  { name: 'no-marks', weight: 45, apply: nothing },
  { name: 'circle', weight: 6, apply: circle },
  { name: 'box', weight: 6, apply: box },
  { name: 'underline', weight: 5, apply: underline },
  { name: 'strike-through', weight: 3, apply: strikeThrough },
  { name: 'rulings', weight: 6, apply: (...of) => rulings(...of, false) },
  { name: 'grid', weight: 5, apply: (...of) => rulings(...of, true) },
  { name: 'guilloche', weight: 4, apply: guilloche },
  { name: 'frame', weight: 6, apply: frame },
  { name: 'table', weight: 5, apply: table },
  { name: 'specks', weight: 5, apply: specks },
  { name: 'strokes-beside', weight: 5, apply: strokesBeside },
  { name: 'sheet-on-a-table', weight: 5, apply: sheetOnATable },
];

/** The hand's own ink, or another pen's. */
function otherPen(
  random: Random,
  { ink, paper }: Sketch,
  faintest: number,
): Pick<Mark, 'colour' | 'opacity'> {
  const opacity = ink.opacity * between(random, faintest, 1);
  if (random() < 0.6) return { colour: ink.colour, opacity };
  const hue = (c: number) => ink.colour[c]! + 0.7 * random() * (paper.colour[c]! - ink.colour[c]!);
  return { colour: [hue(0), hue(1), hue(2)], opacity };
}

function roundWriting(random: Random, sketch: Sketch): LookBox {
  const writing = writingOf(sketch);
  return grown(writing, Math.max(writing.width, writing.height) * between(random, 0.1, 0.35));
}

/** Around nothing, a circle would be a 0. */
function circle(sketch: Sketch, { random }: Sources): void {
  if (sketch.glyphs.length === 0) return;
  const around = roundWriting(random, sketch);
  const size = Math.max(around.width, around.height);
  const round = random() < 0.6 ? centred(around, size, size) : around;
  const width = size * between(random, 0.015, 0.08);
  sketch.drawn.push({ points: ellipse(random, round), width, ...otherPen(random, sketch, 0.6) });
}

function centred({ x, y, width, height }: LookBox, newWidth: number, newHeight: number): LookBox {
  return {
    x: x + (width - newWidth) / 2,
    y: y + (height - newHeight) / 2,
    width: newWidth,
    height: newHeight,
  };
}

function box(sketch: Sketch, { random }: Sources): void {
  const around = roundWriting(random, sketch);
  const size = Math.max(around.width, around.height);
  const square = random() < 0.5 ? centred(around, size, size) : around;
  const width = size * between(random, 0.01, 0.07);
  sketch.drawn.push({
    points: rectangle(random, square, random() * 0.04 * size),
    width,
    ...otherPen(random, sketch, 0.6),
  });
}

function underline(sketch: Sketch, { random }: Sources): void {
  const { x, y, width, height } = writingOf(sketch);
  const size = Math.max(width, height);
  const reach = size * between(random, 0.02, 0.4);
  for (let n = random() < 0.75 ? 1 : 2, below = between(random, 0.1, 0.25); n > 0; n--, below += 0.12) {
    const level = y + height + below * size;
    const tilt = between(random, -0.06, 0.06) * size;
    const points = wavyLine(random, [x - reach, level + tilt], [x + width + reach, level - tilt], 0.02);
    sketch.drawn.push({
      points,
      width: size * between(random, 0.025, 0.1),
      ...otherPen(random, sketch, 0.7),
    });
  }
}

/** Thinner than the strokes that it crosses, so that they can be read. */
function strikeThrough(sketch: Sketch, { random }: Sources, strength: number): void {
  const { x, y, width, height } = writingOf(sketch);
  const size = Math.max(width, height);
  const reach = size * between(random, 0.1, 0.4);
  const level = y + height * between(random, 0.3, 0.7);
  const tilt = size * between(random, -0.4, 0.4);
  const points = wavyLine(random, [x - reach, level + tilt], [x + width + reach, level - tilt], 0.03);
  sketch.drawn.push({
    points,
    width: size * between(random, 0.015, 0.02 + 0.025 * strength),
    ...otherPen(random, sketch, 0.5),
  });
}

/** Parallel lines, paler than the ink. */
function rulings(sketch: Sketch, { random }: Sources, strength: number, crossed: boolean): void {
  const writing = writingOf(sketch);
  const size = Math.max(writing.width, writing.height);
  const spacing = Math.max(0.05, size * between(random, 0.9 - 0.65 * strength, 1.3 - 0.8 * strength));
  const width = Math.max(0.008, spacing * between(random, 0.02, 0.08));
  const colour = printedColour(random, sketch, 0.2 + 0.4 * strength);
  const tilt = between(random, -0.05, 0.05);
  for (const down of crossed ? [false, true] : [random() < 0.1]) {
    for (let at = spacing * (random() - 1); at < 1 + spacing; at += spacing) {
      const [from, to]: [Point, Point] = down
        ? [
            [at + tilt, -0.02],
            [at - tilt, 1.02],
          ]
        : [
            [-0.02, at - tilt],
            [1.02, at + tilt],
          ];
      sketch.printed.push({ points: [from, to], width, colour, opacity: 1 });
    }
  }
}

/** Fine waves, as printed on cheques. */
function guilloche(sketch: Sketch, { random }: Sources, strength: number): void {
  const spacing = between(random, 0.025, 0.09);
  const colour = printedColour(random, sketch, 0.15 + 0.3 * strength);
  const width = between(random, 0.006, 0.015);
  const [wave, tilt] = [between(random, 0.01, 0.08), between(random, -0.25, 0.25)];
  const bend = random();
  for (let at = -0.3; at < 1.3; at += spacing) {
    // The same waves for all lines: neither phase nor height changes from one to the next.
    const points = wavyLine(() => bend, [-0.02, at - tilt], [1.02, at + tilt], wave);
    sketch.printed.push({ points, width, colour, opacity: 1 });
  }
}

/** From the paper this share of the way to another colour. */
function printedColour(random: Random, { paper, ink }: Sketch, share: number): Rgb {
  const isFaint = Math.abs(paper.colour[1] - ink.colour[1]) < 60;
  const tints = [ink.colour, ink.colour, [90, 130, 220], [220, 110, 110], [120, 190, 150]] as const;
  // Beside faint ink, printed lines of full colour would be all that is seen.
  const tint = isFaint ? ink.colour : pick(random, tints);
  const mix = (c: number) => paper.colour[c]! + share * (tint[c]! - paper.colour[c]!);
  return [mix(0), mix(1), mix(2)];
}

/** A line along the picture's border. */
function frame(sketch: Sketch, { random }: Sources, strength: number): void {
  const { x, y, width, height } = sketch.view;
  const thick = between(random, 0.01, 0.015 + 0.07 * strength);
  const inset = -thick / 2 + between(random, 0, 0.08) * pick(random, [0, 1, 1]);
  const around = grown({ x, y, width, height }, -inset - thick / 2);
  const { colour } = otherPen(random, sketch, 1);
  const sides = rectangle(random, around, random() < 0.6 ? 0 : 0.015);
  // Now and then a side is missing, as where a scanner cut it off.
  const points = random() < 0.75 ? sides : sides.slice(0, integer(random, 2, 4));
  sketch.printed.push({ points, width: thick, colour, opacity: 1 });
}

/** Lines of cells, at least one of which passes close by. */
function table(sketch: Sketch, { random }: Sources): void {
  const around = roundWriting(random, sketch);
  const { colour } = otherPen(random, sketch, 1);
  const width = between(random, 0.01, 0.035);
  const tilt = between(random, -0.03, 0.03);
  const lines: [Point, Point][] = [
    [
      [around.x - tilt, -0.05],
      [around.x + tilt, 1.05],
    ],
    [
      [around.x + around.width - tilt, -0.05],
      [around.x + around.width + tilt, 1.05],
    ],
    [
      [-0.05, around.y + tilt],
      [1.05, around.y - tilt],
    ],
    [
      [-0.05, around.y + around.height + tilt],
      [1.05, around.y + around.height - tilt],
    ],
  ];
  for (const points of lines) {
    if (random() < 0.75) sketch.printed.push({ points, width, colour, opacity: between(random, 0.5, 1) });
  }
}

/** Dirt, and drops of ink. */
function specks(sketch: Sketch, { random }: Sources, strength: number): void {
  const { size } = sketch.glyphs[0] ?? { size: 0.5 };
  for (let n = integer(random, 3, 5 + Math.round(30 * strength)); n > 0; n--) {
    const point: Point = [random(), random()];
    const width = size * between(random, 0.01, 0.07);
    sketch.drawn.push({ points: [point], width, ...otherPen(random, sketch, 0.3) });
  }
}

/** Strokes of other writing that the picture's border cuts off. */
function strokesBeside(sketch: Sketch, { random }: Sources, strength: number): void {
  const { x, y, width, height } = sketch.view;
  const writing = grown(writingOf(sketch), 0.02);
  for (let n = integer(random, 1, 1 + Math.round(3 * strength)); n > 0; n--) {
    const atSide = random() < 0.7;
    const outer: Point = atSide
      ? [sign(random) > 0 ? x + width : x, y + random() * height]
      : [x + random() * width, sign(random) > 0 ? y + height : y];
    const reach = between(random, 0.05, 0.1 + 0.25 * strength);
    const middle: Point = [x + width / 2, y + height / 2];
    const inner: Point = [
      outer[0] + reach * Math.sign(middle[0] - outer[0]) * (atSide ? 1 : between(random, -1, 1)),
      outer[1] + reach * Math.sign(middle[1] - outer[1]) * (atSide ? between(random, -1, 1) : 1),
    ];
    if (isInside(writing, inner)) continue;
    const points = wavyLine(random, outer, inner, between(random, 0, 0.2));
    sketch.drawn.push({ points, width: between(random, 0.015, 0.06), ...otherPen(random, sketch, 0.7) });
  }
}

function isInside({ x, y, width, height }: LookBox, [px, py]: Point): boolean {
  return px > x && px < x + width && py > y && py < y + height;
}

/** The sheet ends within the picture. */
function sheetOnATable(sketch: Sketch, { random }: Sources): void {
  const { x, y, width, height } = writingOf(sketch);
  const bright = sketch.paper.colour[1] > sketch.ink.colour[1];
  const level = () => (bright ? between(random, 10, 120) : between(random, 110, 240));
  const colour: Rgb = [level(), level(), level()];
  const first = integer(random, 0, 3);
  for (let n = integer(random, 1, 4); n > 0; n--) {
    const side = (first + n) % 4;
    const gap = between(random, 0.02, 0.2);
    const at = (
      [
        [x + width + gap, 0.5],
        [0.5, y + height + gap],
        [x - gap, 0.5],
        [0.5, y - gap],
      ] as const
    )[side]!;
    const direction = (side * Math.PI) / 2 + between(random, -0.12, 0.12);
    sketch.paper.edges.push({ at, direction, softness: between(random, 0.005, 0.03), colour });
  }
}
