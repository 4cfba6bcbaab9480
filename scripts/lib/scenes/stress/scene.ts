import type { Random } from '../../random';
import { between, integer } from './draw';

export type Rgb = readonly [number, number, number];

/** Where the 28×28 square of a digit lies in the picture. */
export interface Pose {
  /** Middle of the square in pixels of the picture. */
  readonly x: number;
  readonly y: number;
  /** Pixels of the picture per pixel of the digit. */
  readonly scale: number;
  /** Clockwise, in radians. */
  readonly rotation: number;
  /** Sideways shift per height. */
  readonly shear: number;
  /** Share by which the far side of the digit is smaller than the middle: a camera held at an angle. */
  readonly tilt: number;
}

/** Parallel lines printed on the paper. */
export interface Ruling {
  /** Distance of the lines and their width, in pixels of the picture. */
  readonly spacing: number;
  readonly width: number;
  readonly colour: Rgb;
  /** In both directions. */
  readonly grid: boolean;
}

/** A straight edge: everything beyond it has another colour. */
export interface Edge {
  /** From the left side of the picture, clockwise. */
  readonly side: 0 | 1 | 2 | 3;
  /** How far it reaches into the picture, in pixels. */
  readonly depth: number;
  /** Pixels that the depth grows by per pixel along the side. */
  readonly slope: number;
  /** Width of the band, or null for all that lies beyond. */
  readonly band: number | null;
  readonly colour: Rgb;
}

/** All parameters of a picture of a digit. Colours and levels are 0 to 255, lengths are pixels. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly pose: Pose;
  /** Width of the pen in pixels of the digit, or null for the strokes as written. */
  readonly pen: number | null;
  readonly ink: { readonly colour: Rgb; readonly opacity: number; readonly grain: number };
  readonly paper: { readonly colour: Rgb; readonly grain: number };
  /** Where the strokes are interrupted, in pixels of the digit. */
  readonly gaps: readonly { readonly at: number; readonly radius: number }[];
  /** Specks of ink on the paper. */
  readonly specks: readonly { readonly x: number; readonly y: number; readonly radius: number }[];
  /** More of the same writing, for the most part outside of the picture. */
  readonly neighbour: Pose | null;
  readonly rulings: readonly Ruling[];
  readonly edges: readonly Edge[];
  readonly light: {
    /** Light lost from one side to the other, 0 to 1, and the direction in radians. */
    readonly gradient: number;
    readonly direction: number;
    /** Light lost in the corners, 0 to 1. */
    readonly vignette: number;
    /** Light lost in the shadow, 0 to 1; where its edge lies, −1 to 1, and how soft it is (share of the side). */
    readonly shadow: number;
    readonly shadowEdge: number;
    readonly shadowSoftness: number;
  };
  readonly camera: {
    /** Standard deviation of the blur in pixels and of the noise in levels. */
    readonly blur: number;
    readonly noise: number;
    /** Quality of the JPEG in between, 1 to 100, or null for none. */
    readonly jpegQuality: number | null;
  };
  /** 'ink': only ink is opaque. 'alpha': so, and the colour says nothing. */
  readonly background: 'opaque' | 'ink' | 'alpha';
}

/** Share of the 28×28 square that the digit itself fills. */
const DIGIT_SHARE = 20 / 28;

/** A pose in which the digit is `size` pixels high and its middle at (x, y). */
export function poseOf(x: number, y: number, size: number): Pose {
  return { x, y, scale: size / (DIGIT_SHARE * 28), rotation: 0, shear: 0, tilt: 0 };
}

/** The same edge along all four sides: a frame. */
export function edgesAllAround(edge: Omit<Edge, 'side' | 'slope'>): Edge[] {
  return ([0, 1, 2, 3] as const).map((side) => ({ side, slope: 0, ...edge }));
}

/**
 * A pen on a sheet, close up and in even light: the starting point of each family of disturbances.
 *
 * @param random draws size, colours and position
 * @param width of the picture in pixels, or null to draw it
 * @param height of the picture in pixels, or null for a square
 */
export function plainScene(random: Random, width: number | null = null, height: number | null = null): Scene {
  const w = width ?? integer(random, 90, 170);
  const h = height ?? w;
  const side = Math.min(w, h);
  const size = side * between(random, 0.5, 0.72);
  const shift = (): number => (side - size) * between(random, -0.18, 0.18);
  const pose: Pose = {
    ...poseOf(w / 2 + shift(), h / 2 + shift(), size),
    rotation: between(random, -0.05, 0.05),
    shear: between(random, -0.05, 0.05),
  };
  const brightness = between(random, 195, 250);
  const warmth = between(random, -8, 8);
  const darkness = between(random, 15, 70);
  return {
    width: w,
    height: h,
    pose,
    pen: null,
    ink: {
      colour: [darkness, darkness, darkness + between(random, 0, 50)],
      opacity: between(random, 0.85, 1),
      grain: 0.1,
    },
    paper: { colour: [brightness + warmth, brightness, brightness - warmth], grain: 1.5 },
    gaps: [],
    specks: [],
    neighbour: null,
    rulings: [],
    edges: [],
    light: {
      gradient: 0.05,
      direction: between(random, 0, 2 * Math.PI),
      vignette: 0,
      shadow: 0,
      shadowEdge: 0,
      shadowSoftness: 0.1,
    },
    camera: { blur: 0.4, noise: 1.5, jpegQuality: null },
    background: 'opaque',
  };
}
