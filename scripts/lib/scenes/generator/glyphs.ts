import type { Font } from 'opentype.js';
import { distanceTo } from '../../../../src/preprocess/distance';
import type { Box } from '../../../../src/preprocess/grey-image';
import type { DigitSet } from '../../data/mnist';
import { type Random, seededRandom } from '../../random';
import { glyphShape } from '../glyph-shape';
import { drawEuropeanDigit } from '../handwriting/european-digits';
import { UNLIKE_DIGITS } from '../negatives/letters';
import { scribble } from '../negatives/scribble';
import { drawSymbol } from '../negatives/symbols';
import { FIELD_SIDE } from '../stress/digit-field';
import { integer, pick } from '../stress/draw';
import { thin } from '../stress/thin';

/** Pixels per side of a glyph, as in MNIST. */
export const GLYPH_SIDE = 28;
/** Samples per side of a glyph's distances: two a pixel. */
export const MIDDLE_SIDE = 2 * GLYPH_SIDE;
/** Distances are stored in this share of a glyph's pixel. */
export const MIDDLE_UNIT = 1 / 16;

/** A character as it was written, before it is put on paper. */
export interface Glyph {
  /** The digit; null for letters, symbols and scribbles. */
  readonly label: number | null;
  /** 28×28 bytes, white on black. */
  readonly pixels: Uint8Array;
  /** Of the ink, in pixels of the glyph. */
  readonly box: Box;
  /** 56×56 distances to the middle of the strokes, in sixteenths of a pixel of the glyph. */
  readonly middle: () => Uint8Array;
}

/** Where glyphs come from. */
export interface GlyphSources {
  readonly digits: DigitSet;
  /** Modelled on handwriting; empty to do without. */
  readonly handwritingFonts: readonly Font[];
  /** Printed; empty to do without. */
  readonly printFonts: readonly Font[];
}

/** Drawn by rule: so many different ones are kept. */
const DRAWN_DIGITS = 6_000;
const SYMBOLS = 1_000;
const SCRIBBLES = 3_000;
/** Shares of the sources of digits; what a missing source would give comes from MNIST. */
const SHARES = { european: 0.25, handwriting: 0.2, print: 0.06 };
const HALF = 128;

/** All glyphs of the generator, each made when it is first asked for and kept (4 kB each). */
export class GlyphLibrary {
  private readonly kept = new Map<string, Glyph>();

  constructor(private readonly sources: GlyphSources) {}

  /** @returns any digit of any source */
  digit(random: Random): Glyph {
    const { handwritingFonts, printFonts } = this.sources;
    const share = random();
    if (share < SHARES.european) return this.european(integer(random, 0, DRAWN_DIGITS - 1));
    if (share < SHARES.european + SHARES.handwriting && handwritingFonts.length > 0)
      return this.character(pick(random, handwritingFonts), String(integer(random, 0, 9)));
    if (share > 1 - SHARES.print && printFonts.length > 0)
      return this.character(pick(random, printFonts), String(integer(random, 0, 9)));
    return this.writtenDigit(random);
  }

  /** @returns any digit of MNIST */
  writtenDigit(random: Random): Glyph {
    const { images, labels } = this.sources.digits;
    const index = integer(random, 0, labels.length - 1);
    return this.keep(`mnist ${index}`, () =>
      fromPixels(images.subarray(784 * index, 784 * (index + 1)), labels[index]!),
    );
  }

  /** @returns any letter that nobody takes for a digit, or null without fonts */
  letter(random: Random): Glyph | null {
    const { handwritingFonts, printFonts } = this.sources;
    const fonts = random() < 0.7 && handwritingFonts.length > 0 ? handwritingFonts : printFonts;
    if (fonts.length === 0) return null;
    return this.character(pick(random, fonts), pick(random, UNLIKE_DIGITS));
  }

  /** @returns a triangle, star, arrow, cross or the like */
  symbol(random: Random): Glyph {
    const seed = integer(random, 0, SYMBOLS - 1);
    return this.keep(`symbol ${seed}`, () => fromShape(drawSymbol(seededRandom(seed, 1)), null));
  }

  /** @returns a line that wanders about */
  scribble(random: Random): Glyph {
    const seed = integer(random, 0, SCRIBBLES - 1);
    return this.keep(`scribble ${seed}`, () => fromShape(scribble(seededRandom(seed, 2)), null));
  }

  private european(seed: number): Glyph {
    return this.keep(`drawn ${seed}`, () => {
      const { shape, label } = drawEuropeanDigit(seed);
      return fromShape(shape, label);
    });
  }

  private character(font: Font, character: string): Glyph {
    const label = /\d/.test(character) ? Number(character) : null;
    const name = `${font.getEnglishName('fullName')} ${character}`;
    return this.keep(name, () => fromShape(glyphShape(font, character), label));
  }

  private keep(name: string, make: () => Glyph): Glyph {
    const known = this.kept.get(name);
    if (known !== undefined) return known;
    const glyph = make();
    this.kept.set(name, glyph);
    return glyph;
  }
}

/** @param pixels 28×28 bytes, white on black */
export function fromPixels(pixels: Uint8Array, label: number | null): Glyph {
  return { label, pixels, box: boxOf(pixels), middle: lazily(() => middleOf(enlarged(pixels))) };
}

/** @param shape 112×112, 1 where there is ink, row by row */
function fromShape(shape: Uint8Array, label: number | null): Glyph {
  const pixels = reduced(shape);
  return { label, pixels, box: boxOf(pixels), middle: lazily(() => middleOf(shape)) };
}

function lazily<T>(make: () => T): () => T {
  let value: T | null = null;
  return () => {
    value ??= make();
    return value;
  };
}

function boxOf(pixels: Uint8Array): Box {
  let [left, top, right, bottom] = [GLYPH_SIDE, GLYPH_SIDE, 0, 0];
  pixels.forEach((level, i) => {
    if (level < HALF) return;
    const [x, y] = [i % GLYPH_SIDE, Math.floor(i / GLYPH_SIDE)];
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  });
  if (right <= left) return { x: 0, y: 0, width: GLYPH_SIDE, height: GLYPH_SIDE };
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Four pixels for one along each side, interpolated linearly, 1 where a pixel is at least half ink. */
function enlarged(pixels: Uint8Array): Uint8Array {
  const shape = new Uint8Array(FIELD_SIDE * FIELD_SIDE);
  const factor = FIELD_SIDE / GLYPH_SIDE;
  for (let y = 0; y < FIELD_SIDE; y++) {
    for (let x = 0; x < FIELD_SIDE; x++) {
      const level = sampleBytes(pixels, GLYPH_SIDE, (x + 0.5) / factor, (y + 0.5) / factor, 0);
      if (level >= HALF) shape[y * FIELD_SIDE + x] = 1;
    }
  }
  return shape;
}

/** One pixel for sixteen: the share of ink among them. */
function reduced(shape: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(GLYPH_SIDE * GLYPH_SIDE);
  const factor = FIELD_SIDE / GLYPH_SIDE;
  for (let i = 0; i < shape.length; i++) {
    const x = Math.floor((i % FIELD_SIDE) / factor);
    const y = Math.floor(i / FIELD_SIDE / factor);
    if (shape[i]) pixels[y * GLYPH_SIDE + x]! += Math.min(16, 255 - pixels[y * GLYPH_SIDE + x]!);
  }
  return pixels;
}

/** Distances to the thinned shape, one for four of its pixels. */
function middleOf(shape: Uint8Array): Uint8Array {
  const skeleton = Float32Array.from(thin(shape, FIELD_SIDE, FIELD_SIDE));
  const fine = distanceTo({ width: FIELD_SIDE, height: FIELD_SIDE, data: skeleton }, 1, true);
  const middle = new Uint8Array(MIDDLE_SIDE * MIDDLE_SIDE);
  const toUnits = GLYPH_SIDE / FIELD_SIDE / MIDDLE_UNIT;
  for (let y = 0; y < MIDDLE_SIDE; y++) {
    for (let x = 0; x < MIDDLE_SIDE; x++) {
      const i = 2 * y * FIELD_SIDE + 2 * x;
      const mean = (fine[i]! + fine[i + 1]! + fine[i + FIELD_SIDE]! + fine[i + FIELD_SIDE + 1]!) / 4;
      middle[y * MIDDLE_SIDE + x] = Math.min(Math.round(mean * toUnits), 255);
    }
  }
  return middle;
}

/**
 * Interpolates linearly between the middles of pixels of a square image.
 *
 * @param beyond the value outside of the image
 */
export function sampleBytes(image: Uint8Array, side: number, x: number, y: number, beyond: number): number {
  const left = Math.floor(x - 0.5);
  const top = Math.floor(y - 0.5);
  const fx = x - 0.5 - left;
  const fy = y - 0.5 - top;
  if (left < 0 || top < 0 || left + 1 >= side || top + 1 >= side) return beyond;
  const at = top * side + left;
  const above = image[at]! + fx * (image[at + 1]! - image[at]!);
  const below = image[at + side]! + fx * (image[at + side + 1]! - image[at + side]!);
  return above + fy * (below - above);
}
