import type { Random } from '../../random';
import type { Glyph, GlyphLibrary } from './glyphs';

export type Rgb = readonly [red: number, green: number, blue: number];
export type Point = readonly [x: number, y: number];

/**
 * Lengths and places in a sketch are shares of a look's side: (0, 0) is its upper left corner, (1, 1) its lower right one,
 * whatever its number of pixels.
 */
export interface Sketch {
  /** The part of the look that the picture fills; nothing is known beyond it. */
  view: { x: number; y: number; width: number; height: number };
  paper: Paper;
  ink: Ink;
  pen: Pen;
  /** Digits and letters in the order in which they are written. */
  glyphs: PlacedGlyph[];
  /** Lines beneath the writing, in order. */
  printed: Mark[];
  /** Lines across the writing, in order. */
  drawn: Mark[];
  light: Light;
  camera: Camera;
}

export interface Paper {
  colour: Rgb;
  /** The paper turns into this colour across the picture; equal to `colour` for even paper. */
  farColour: Rgb;
  /** Direction of that change in radians. */
  direction: number;
  /** Deviation of its blotches in levels, and their size. */
  blotches: number;
  blotchSize: number;
  /** Areas of another colour, beyond a straight edge. */
  edges: Edge[];
}

/** Everything at the side of a line that its normal points to. */
export interface Edge {
  /** A point of the line. */
  readonly at: Point;
  /** Direction of the normal in radians. */
  readonly direction: number;
  /** Width of the transition. */
  readonly softness: number;
  readonly colour: Rgb;
}

export interface Ink {
  colour: Rgb;
  /** 0 to 1. */
  opacity: number;
  /** How much of it may be missing from pixel to pixel, 0 to 1. */
  grain: number;
}

export interface Pen {
  /** Share of the glyph's height; null for the strokes as they were written. */
  width: number | null;
  /** Of strokes as they were written: makes them thicker (up to 0.3) or thinner (down to −0.3). */
  weight: number;
  /** Interruptions along the strokes; null for none. */
  pattern: Pattern | null;
}

/** Lengths are shares of the glyph's height. */
export interface Pattern {
  readonly kind: 'dots' | 'dashes';
  readonly spacing: number;
  readonly radius: number;
  /** Where the first of them is, 0 to 1 from the glyph's top to its bottom. */
  readonly start: number;
}

export interface PlacedGlyph {
  readonly glyph: Glyph;
  /** Middle of its box. */
  x: number;
  y: number;
  /** Longer side of its box. */
  size: number;
  /** Clockwise, in radians. */
  rotation: number;
  /** Its top is moved to the right by this share of the height. */
  slant: number;
  /** Factor of its width. */
  stretch: number;
  /** Waves that bend it: amplitude in pixels of the glyph and phases. */
  warp: number;
  warpPhase: number;
  /** Instead of the sketch's. */
  readonly ink?: Ink;
}

/** A line through points, with a round pen. */
export interface Mark {
  readonly points: readonly Point[];
  readonly width: number;
  readonly colour: Rgb;
  /** 0 to 1. */
  readonly opacity: number;
}

export interface Light {
  /** Light lost from one side to the other, 0 to 1, and the direction in radians. */
  gradient: number;
  direction: number;
  /** Light lost in the corners, 0 to 1. */
  vignette: number;
  /** Light lost beyond a straight edge, 0 to 1. */
  shadows: {
    readonly at: Point;
    readonly direction: number;
    readonly softness: number;
    readonly depth: number;
  }[];
}

export interface Camera {
  /** Pixels per side of the look before it is enlarged or reduced to the network's 64. */
  side: number;
  /** Deviation of blur in these pixels, and of noise in levels. */
  blur: number;
  noise: number;
  /** Contrast is multiplied by this, around the paper's colour, before there is noise. */
  contrast: number;
  /** Quality of JPEG, 1 to 100; null without it. */
  jpegQuality: number | null;
  /** Only two levels are left. */
  bilevel: boolean;
  negative: boolean;
}

/** What kinds of scenes draw from. */
export interface Sources {
  readonly random: Random;
  readonly glyphs: GlyphLibrary;
}

/** A black pen on white paper, and nothing written yet. */
export function emptySketch(): Sketch {
  return {
    view: { x: 0, y: 0, width: 1, height: 1 },
    paper: {
      colour: [255, 255, 255],
      farColour: [255, 255, 255],
      direction: 0,
      blotches: 0,
      blotchSize: 0.1,
      edges: [],
    },
    ink: { colour: [0, 0, 0], opacity: 1, grain: 0 },
    pen: { width: null, weight: 0, pattern: null },
    glyphs: [],
    printed: [],
    drawn: [],
    light: { gradient: 0, direction: 0, vignette: 0, shadows: [] },
    camera: { side: 64, blur: 0, noise: 0, contrast: 1, jpegQuality: null, bilevel: false, negative: false },
  };
}
