import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import opentype, { type Font } from 'opentype.js';
import { FIELD_SIDE } from '../stress/digit-field';
import { fillOutline, type Outline } from './fill-outline';

/** Letters that no one takes for a digit: without B b D G g I i J j L l O o Q q S s T t U u Y y Z z. */
export const UNLIKE_DIGITS = [...'ACEFHKMNPRVWXacdefhkmnprvwx'];

/** The letter is as large as MNIST's digits: 20 of 28. */
const BOX_SHARE = 20 / 28;
/** Pieces that a curve of an outline is cut into. */
const CURVE_STEPS = 8;

/**
 * Reads every TrueType and OpenType font below a folder that has Latin letters.
 *
 * @param folder where Debian's packages put them, or elsewhere
 * @returns fonts in the order of their paths; none where there are none
 */
export function loadFonts(folder: string = process.env.FONT_DIR ?? '/usr/share/fonts'): Font[] {
  if (!existsSync(folder)) return [];
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[ot]tf$/.test(path))
    .sort();
  const fonts = paths.map((path) => opentype.parse(toArrayBuffer(readFileSync(join(folder, path)))));
  return fonts.filter((font) => UNLIKE_DIGITS.every((letter) => font.charToGlyphIndex(letter) > 0));
}

/** @returns the family: `DejaVu Sans` for its bold and its oblique, too */
export function familyName(font: Font): string {
  return font.getEnglishName('fontFamily');
}

function toArrayBuffer(buffer: Buffer): ArrayBuffer {
  return Uint8Array.from(buffer).buffer;
}

/**
 * A letter as a shape, its longer side as long as that of MNIST's digits and its box in the middle.
 *
 * @returns 112×112, 1 where there is ink, row by row
 */
export function letterShape(font: Font, letter: string): Uint8Array {
  const path = font.getPath(letter, 0, 0, 1000);
  const box = path.getBoundingBox();
  const scale = (BOX_SHARE * FIELD_SIDE) / Math.max(box.x2 - box.x1, box.y2 - box.y1);
  const place = (x: number, y: number): [number, number] => [
    FIELD_SIDE / 2 + scale * (x - (box.x1 + box.x2) / 2),
    FIELD_SIDE / 2 + scale * (y - (box.y1 + box.y2) / 2),
  ];

  const outlines: Outline[] = [];
  let outline: Outline = [];
  for (const command of path.commands) {
    if (command.type === 'Z') continue;
    const end = place(command.x, command.y);
    if (command.type === 'M') {
      outline = [end];
      outlines.push(outline);
    } else if (command.type === 'L') outline.push(end);
    else {
      const from = outline.at(-1)!;
      const first = place(command.x1, command.y1);
      const second = command.type === 'C' ? place(command.x2, command.y2) : null;
      for (let k = 1; k <= CURVE_STEPS; k++) outline.push(bezier(from, first, second, end, k / CURVE_STEPS));
    }
  }
  return fillOutline(outlines, FIELD_SIDE);
}

type Point = [x: number, y: number];

/** A point of a quadratic Bézier curve, or of a cubic one when there is a second control point. */
function bezier(from: Point, first: Point, second: Point | null, to: Point, t: number): Point {
  const mix = (a: Point, b: Point): Point => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
  if (second === null) return mix(mix(from, first), mix(first, to));
  const middle = mix(first, second);
  return mix(mix(mix(from, first), middle), mix(middle, mix(second, to)));
}
