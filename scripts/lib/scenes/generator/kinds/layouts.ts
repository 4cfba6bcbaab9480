import type { Random } from '../../../random';
import { between, integer, pick } from '../../stress/draw';
import type { Point } from '../../stress/draw-strokes';
import { outlineOf, place, sizeOfHeight } from '../geometry';
import type { Glyph } from '../glyphs';
import type { PlacedGlyph, Sketch, Sources } from '../sketch';
import type { Kind } from './kind';
import { amount, cropOfAnAmount, cropOfARow, number, partOfARow, punctuatedNumber, row } from './rows';

/** What is written, and where. */
export const LAYOUTS: readonly Kind[] = [
  { name: 'one-digit', weight: 22, apply: (...of) => oneDigit(...of, 0.4, 0.85, 0.5) },
  { name: 'as-in-mnist', weight: 8, apply: asInMnist },
  { name: 'small', weight: 10, apply: (...of) => oneDigit(...of, 0.09, 0.4, 0.95) },
  { name: 'larger-than-the-frame', weight: 5, apply: largerThanTheFrame },
  { name: 'cut-out-along-its-ink', weight: 20, apply: cutOutAlongItsInk },
  { name: 'neighbours', weight: 14, apply: neighbours },
  { name: 'number', weight: 10, apply: number },
  { name: 'punctuated-number', weight: 4, apply: punctuatedNumber },
  { name: 'amount', weight: 10, apply: amount },
  { name: 'part-of-a-row', weight: 8, apply: partOfARow },
  { name: 'cut-out-of-a-line', weight: 8, apply: cutOutOfALine },
  { name: 'close-pair', weight: 10, apply: closePair },
  { name: 'scattered', weight: 5, apply: scattered },
  { name: 'page', weight: 4, apply: page },
  { name: 'beside-letters', weight: 5, apply: besideLetters },
  { name: 'blank', weight: 3, apply: () => undefined },
  { name: 'static', weight: 3, apply: staticNoise },
  { name: 'letters', weight: 30, apply: letters },
  { name: 'shapes', weight: 6, apply: shapes },
  { name: 'scribble', weight: 14, apply: scribble },
];

/** The second look: a digit in the middle of a crop around its box, with what happens to be beside it. */
export const CROPS: readonly Kind[] = [
  { name: 'crop-of-a-digit', weight: 55, apply: crop },
  { name: 'crop-as-in-mnist', weight: 15, apply: asInMnist },
  { name: 'crop-with-neighbours', weight: 24, apply: cropWithNeighbours },
  { name: 'crop-of-a-row', weight: 18, apply: cropOfARow },
  { name: 'crop-of-an-amount', weight: 12, apply: cropOfAnAmount },
  { name: 'crop-of-no-digit', weight: 42, apply: noDigit },
];

function oneDigit(
  sketch: Sketch,
  { random, glyphs }: Sources,
  _strength: number,
  ...where: [smallest: number, largest: number, roam: number]
): void {
  oneGlyph(sketch, random, glyphs.digit(random), ...where);
}

/**
 * @param smallest and largest share of the picture's shorter side
 * @param roam share of the room that is left in which it may be
 */
function oneGlyph(
  sketch: Sketch,
  random: Random,
  glyph: Glyph,
  smallest: number,
  largest: number,
  roam: number,
): void {
  const { x, y, width, height } = sketch.view;
  const size = Math.min(width, height) * between(random, smallest, largest);
  const at = (start: number, length: number) =>
    start + length / 2 + roam * between(random, -0.5, 0.5) * Math.max(length - size, 0.02);
  sketch.glyphs.push(place(random, glyph, at(x, width), at(y, height), size));
}

/** A digit of MNIST in its 28×28, as it came or moved and bent a little. */
function asInMnist(sketch: Sketch, { random, glyphs }: Sources, strength: number): void {
  const glyph = glyphs.writtenDigit(random);
  const box = glyph.box;
  const size = Math.max(box.width, box.height) / 28;
  const at = (start: number, length: number) =>
    (start + length / 2) / 28 + strength * between(random, -0.06, 0.06);
  sketch.glyphs.push({
    ...place(random, glyph, at(box.x, box.width), at(box.y, box.height), size * between(random, 0.94, 1.06)),
    slant: strength * between(random, -0.2, 0.2),
    rotation: strength * between(random, -0.2, 0.2),
    stretch: between(random, 1 - 0.15 * strength, 1 + 0.15 * strength),
  });
  if (random() < 0.8) sketch.camera.side = 28;
}

/** Its ends are cut off by the frame. */
function largerThanTheFrame(sketch: Sketch, { random, glyphs }: Sources, strength: number): void {
  const { x, y, width, height } = sketch.view;
  const size = Math.min(width, height) * between(random, 0.88, 1.02 + 0.25 * strength);
  const off = () => between(random, -0.05, 0.05);
  sketch.glyphs.push(
    place(random, glyphs.digit(random), x + width / 2 + off(), y + height / 2 + off(), size),
  );
}

/** As programs cut digits out of forms: the ink touches the frame, often in two levels and made square. */
function cutOutAlongItsInk(sketch: Sketch, { random, glyphs }: Sources): void {
  const { x, y, width, height } = sketch.view;
  const placed = place(random, glyphs.digit(random), x + width / 2, y + height / 2, 0);
  const { box } = placed.glyph;
  const square = (width * box.height) / (height * box.width);
  if (random() < 0.5) placed.stretch = Math.min(Math.max(square, 0.6), 2.5);
  const scale =
    Math.min(width / (box.width * placed.stretch), height / box.height) * between(random, 0.9, 1.03);
  placed.size = Math.max(box.width * placed.stretch, box.height) * scale;
  placed.rotation *= 0.5;
  sketch.glyphs.push(placed);
  // As old collections of scanned digits are, down to 16×16.
  sketch.camera.bilevel = random() < 0.4;
  if (random() < 0.4) sketch.camera.side = integer(random, 16, 24);
}

/** Other writing reaches in from outside of the picture. */
function neighbours(sketch: Sketch, sources: Sources, strength: number): void {
  oneDigit(sketch, sources, strength, 0.4, 0.75, 0.25);
  surround(sketch, sources, strength);
}

function crop(sketch: Sketch, { random, glyphs }: Sources): void {
  const size = between(random, 0.45, 0.85);
  const at = () => 0.5 + between(random, -0.12, 0.12);
  sketch.glyphs.push(place(random, glyphs.digit(random), at(), at(), size));
}

function cropWithNeighbours(sketch: Sketch, sources: Sources, strength: number): void {
  crop(sketch, sources);
  surround(sketch, sources, strength);
}

/** Puts digits and letters around what is written, so near to the border that the frame cuts most of them. */
function surround(sketch: Sketch, { random, glyphs }: Sources, strength: number, mostOverlap = 0.06): void {
  const main = sketch.glyphs[0]!;
  const { x, y, width, height } = sketch.view;
  const sides = integer(random, 1, 1 + Math.round(2 * strength));
  for (let n = 0; n < sides; n++) {
    const glyph = (random() < 0.3 ? glyphs.letter(random) : null) ?? glyphs.digit(random);
    const size = main.size * between(random, 0.7, 1.3);
    const placed = place(random, glyph, 0, 0, size);
    const outline = outlineOf(placed);
    const reach = between(random, 0.1, 0.15 + 0.55 * strength);
    const along = between(random, -0.35, 0.35);
    // Left and right are likelier than above and below: writing goes along lines.
    const side = pick(random, ['left', 'right', 'left', 'right', 'above', 'below'] as const);
    if (side === 'left') placed.x = x + outline.width * (reach - 0.5);
    if (side === 'right') placed.x = x + width - outline.width * (reach - 0.5);
    if (side === 'above') placed.y = y + outline.height * (reach - 0.5);
    if (side === 'below') placed.y = y + height - outline.height * (reach - 0.5);
    if (side === 'left' || side === 'right') placed.y = main.y + 0.5 * along * size;
    else placed.x = main.x + along * size;
    if (!collides(placed, main, -mostOverlap)) sketch.glyphs.push(placed);
  }
}

/** As digits are cut out of registers: the digit fills the picture, and what is next to it is in it, touching it now and then. */
function cutOutOfALine(sketch: Sketch, sources: Sources, strength: number): void {
  oneDigit(sketch, sources, strength, 0.65, 0.98, 0.5);
  surround(sketch, sources, strength, 0.16);
}

/** Two or three digits that nearly touch: 11, 71, 10. */
function closePair(sketch: Sketch, { random, glyphs }: Sources, strength: number): void {
  const { x, y, width, height } = sketch.view;
  const tall = Math.min(width, height) * between(random, 0.3, 0.75);
  const slant = between(random, -0.1, 0.25);
  let end = x + width / 2 - tall * between(random, 0.2, 0.6);
  const middle = y + height / 2 + between(random, -0.1, 0.1) * height;
  for (let n = integer(random, 2, 3); n > 0; n--) {
    const glyph = glyphs.digit(random);
    const placed = place(random, glyph, 0, 0, sizeOfHeight(glyph, tall * between(random, 0.9, 1.1)));
    placed.slant = slant;
    placed.rotation *= 0.4;
    const outline = outlineOf(placed);
    placed.x = end + outline.width / 2;
    placed.y = middle + tall * between(random, -0.05, 0.05);
    end += outline.width + tall * between(random, 0.02, 0.25 - 0.15 * strength);
    sketch.glyphs.push(placed);
  }
}

/** Digits anywhere, of any size, that do not overlap. */
function scattered(sketch: Sketch, { random, glyphs }: Sources, strength: number): void {
  const { x, y, width, height } = sketch.view;
  const count = integer(random, 2, 3 + Math.round(4 * strength));
  for (let n = 0; n < count; n++) {
    const size = Math.min(width, height) * between(random, 0.14, 0.45);
    const middle: Point = [
      x + between(random, size / 2, Math.max(width - size / 2, size / 2)),
      y + between(random, size / 2, Math.max(height - size / 2, size / 2)),
    ];
    const placed = place(random, glyphs.digit(random), ...middle, size);
    if (!sketch.glyphs.some((other) => collides(placed, other, 0.02))) sketch.glyphs.push(placed);
  }
}

/** Two to four lines of digits. */
function page(sketch: Sketch, sources: Sources, strength: number): void {
  const { random } = sources;
  const { x, y, width, height } = sketch.view;
  const lines = integer(random, 2, 2 + Math.round(2 * strength));
  const pitch = height / lines;
  for (let line = 0; line < lines; line++) {
    const count = integer(random, 1, 6);
    const tall = Math.min(pitch * between(random, 0.5, 0.8), width / count);
    row(sketch, sources, x + width * between(random, 0.4, 0.6), y + (line + 0.5) * pitch, count, tall);
  }
}

function collides(one: PlacedGlyph, other: PlacedGlyph, margin: number): boolean {
  const [a, b] = [outlineOf(one), outlineOf(other)];
  return (
    a.x < b.x + b.width + margin &&
    b.x < a.x + a.width + margin &&
    a.y < b.y + b.height + margin &&
    b.y < a.y + a.height + margin
  );
}

/** A digit after, before or beneath a word. */
function besideLetters(sketch: Sketch, sources: Sources, strength: number): void {
  oneDigit(sketch, sources, strength, 0.3, 0.55, 0.5);
  const main = sketch.glyphs[0]!;
  word(sketch, sources, integer(sources.random, 1, 4), main.size * between(sources.random, 0.4, 1));
}

function letters(sketch: Sketch, sources: Sources): void {
  const { random } = sources;
  const count = random() < 0.6 ? 1 : integer(random, 2, 5);
  word(sketch, sources, count, Math.min(sketch.view.width, sketch.view.height) * between(random, 0.25, 0.8));
}

/** Letters beside each other, where there is room. */
function word(sketch: Sketch, { random, glyphs }: Sources, count: number, tall: number): void {
  const { x, y, width, height } = sketch.view;
  const height1 = Math.min(tall, (1.4 * width) / count);
  let end = x + width / 2 - (count * height1) / 3 + between(random, -0.3, 0.3) * width;
  const middle = y + between(random, Math.min(0.5, height1 / 2), Math.max(height - height1 / 2, 0.5));
  for (let n = 0; n < count; n++) {
    const glyph = glyphs.letter(random);
    if (glyph === null) return;
    const placed = place(random, glyph, 0, middle, height1);
    const outline = outlineOf(placed);
    placed.x = end + outline.width / 2;
    end += outline.width + height1 * 0.12;
    if (!sketch.glyphs.some((other) => other.glyph.label !== null && collides(placed, other, 0.01)))
      sketch.glyphs.push(placed);
  }
}

/** Something else where the first look has found what it took for a digit, or a part of something larger. */
function noDigit(sketch: Sketch, { random, glyphs }: Sources): void {
  const others = [() => glyphs.letter(random), () => glyphs.symbol(random), () => glyphs.scribble(random)];
  const glyph = pick(random, [others[0]!, others[0]!, ...others])();
  if (glyph === null) return;
  const isPart = random() < 0.35;
  const size = isPart ? between(random, 1, 2.4) : between(random, 0.45, 0.85);
  const off = isPart ? size / 2 : 0.12;
  const at = () => 0.5 + between(random, -off, off);
  sketch.glyphs.push(place(random, glyph, at(), at(), size));
}

/** No writing, and pixels of any level. */
function staticNoise({ camera, paper }: Sketch, { random }: Sources): void {
  camera.side = integer(random, 20, 64);
  camera.noise = between(random, 40, 110);
  paper.colour = [128, 128, 128];
  paper.farColour = paper.colour;
}

/** Triangles, stars, arrows, crosses. */
function shapes(sketch: Sketch, { random, glyphs }: Sources): void {
  oneGlyph(sketch, random, glyphs.symbol(random), 0.2, 0.85, 1);
}

/** A line that wanders about. */
function scribble(sketch: Sketch, { random, glyphs }: Sources): void {
  oneGlyph(sketch, random, glyphs.scribble(random), 0.25, 0.9, 1);
}
