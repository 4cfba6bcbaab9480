import type { Random } from '../random';
import { between, integer, pick, sign } from './draw';
import { type Edge, plainScene, poseOf, type Rgb, type Scene } from './scene';

/** 1 is hardly noticed, 5 is at the edge of what people can read. */
export type Severity = 1 | 2 | 3 | 4 | 5;

/** Builds the scene of one family at one severity. */
type Family = (severity: Severity, random: Random) => Scene;

/** One value for each severity, mildest first. */
type Scale = readonly [number, number, number, number, number];

function at(scale: Scale, severity: Severity): number {
  return scale[severity - 1]!;
}

/** Kinds of trouble that pictures of handwriting come with, one at a time. */
export const FAMILIES = {
  plain: (_severity, random) => plainScene(random),

  'light-gradient': (severity, random) => {
    const scene = plainScene(random);
    return { ...scene, light: { ...scene.light, gradient: at([0.2, 0.35, 0.5, 0.65, 0.8], severity) } };
  },

  shadow: (severity, random) => {
    const scene = plainScene(random);
    const shadow = at([0.15, 0.3, 0.4, 0.5, 0.6], severity);
    const softness = at([0.3, 0.2, 0.1, 0.06, 0.03], severity);
    const shadowEdge = between(random, -0.5, 0.5);
    return { ...scene, light: { ...scene.light, shadow, shadowEdge, shadowSoftness: softness } };
  },

  vignette: (severity, random) => {
    const scene = plainScene(random);
    return { ...scene, light: { ...scene.light, vignette: at([0.25, 0.4, 0.55, 0.7, 0.85], severity) } };
  },

  'faint-pencil': (severity, random) => {
    const scene = plainScene(random);
    const contrast = at([90, 60, 40, 25, 15], severity);
    const opacity = contrast / (scene.paper.colour[1] - scene.ink.colour[1]);
    const ink = { ...scene.ink, opacity, grain: 0.25 };
    return { ...scene, ink, camera: { ...scene.camera, noise: 1 } };
  },

  'sensor-noise': (severity, random) => {
    const scene = plainScene(random);
    return { ...scene, camera: { ...scene.camera, noise: at([6, 12, 20, 30, 42], severity) } };
  },

  blur: (severity, random) => {
    const scene = plainScene(random);
    const blur = scene.pose.scale * at([0.4, 0.7, 1, 1.4, 1.8], severity);
    return { ...scene, camera: { ...scene.camera, blur } };
  },

  'jpeg-blocks': (severity, random) => {
    const scene = plainScene(random);
    return { ...scene, camera: { ...scene.camera, jpegQuality: at([40, 25, 15, 8, 4], severity) } };
  },

  'coloured-ink': (severity, random) => {
    const scene = plainScene(random);
    const luma = between(random, 120, 170);
    const hue = between(random, 0, 2 * Math.PI);
    const chroma = at([35, 40, 45, 45, 40], severity);
    const difference = at([70, 45, 25, 10, 0], severity) * sign(random);
    const paper = { ...scene.paper, colour: ycc(luma, chroma * Math.cos(hue), chroma * Math.sin(hue)) };
    const inkColour = ycc(luma - difference, -chroma * Math.cos(hue), -chroma * Math.sin(hue));
    return { ...scene, paper, ink: { ...scene.ink, colour: inkColour } };
  },

  'ruled-paper': (severity, random) => ruled(severity, random, false),

  'grid-paper': (severity, random) => ruled(severity, random, true),

  frame: (severity, random) => {
    const scene = plainScene(random);
    const band = Math.max(1, (scene.width * at([0.008, 0.015, 0.025, 0.04, 0.06], severity)) | 0);
    const margin = scene.width * between(random, 0, 0.06);
    const colour = grey(between(random, 0, 90));
    const edges = ([0, 1, 2, 3] as const).map(
      (side): Edge => ({ side, depth: margin + band, slope: 0, band, colour }),
    );
    return { ...scene, edges, pose: { ...scene.pose, scale: scene.pose.scale * 0.9 } };
  },

  'table-edge': (severity, random) => {
    const scene = plainScene(random);
    const depth = scene.width * at([0.06, 0.12, 0.18, 0.25, 0.32], severity);
    const slope = between(random, -0.06, 0.06);
    const side = pick(random, [0, 1, 2, 3] as const);
    const colour: Rgb = [between(random, 30, 110), between(random, 20, 80), between(random, 10, 60)];
    const [dx, dy] = (
      [
        [1, 0],
        [0, 1],
        [-1, 0],
        [0, -1],
      ] as const
    )[side];
    const room = scene.width - depth;
    const size = room * between(random, 0.55, 0.7);
    const x = scene.width / 2 + (dx * depth) / 2;
    const y = scene.height / 2 + (dy * depth) / 2;
    const edges: Edge[] = [{ side, depth, slope, band: null, colour }];
    return { ...scene, pose: poseOf(x, y, size), edges };
  },

  'neighbour-stroke': (severity, random) => {
    const scene = plainScene(random);
    const size = scene.width * 0.6;
    const angle = between(random, 0, 2 * Math.PI);
    const reach = at([0.06, 0.1, 0.14, 0.18, 0.22], severity) * scene.width;
    // From the middle out to the nearest side in this direction, then half a digit further, then back by `reach`.
    const toSide = scene.width / 2 / Math.max(Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle)));
    const distance = toSide + size / 2 - reach;
    const x = scene.width / 2 + distance * Math.cos(angle);
    const y = scene.height / 2 + distance * Math.sin(angle);
    const back = reach * 0.5;
    const pose = poseOf(
      scene.width / 2 - back * Math.cos(angle),
      scene.height / 2 - back * Math.sin(angle),
      scene.width * between(random, 0.42, 0.5),
    );
    return { ...scene, pose, neighbour: { ...poseOf(x, y, size), rotation: between(random, 0, 6.28) } };
  },

  'small-digit': (severity, random) => {
    const side = at([120, 180, 240, 320, 400], severity);
    const scene = plainScene(random, side);
    const size = side * at([0.35, 0.2, 0.12, 0.08, 0.05], severity);
    const room = side / 2 - size * 0.9;
    return { ...scene, pose: poseOf(side / 2 + room * sign(random), side / 2 + room * sign(random), size) };
  },

  'off-centre': (severity, random) => {
    const scene = plainScene(random);
    const size = scene.pose.scale * 20;
    const margin = scene.width * at([0.12, 0.06, 0.03, 0.005, -0.03], severity);
    const offset = scene.width / 2 - size / 2 - margin;
    const across = between(random, -1, 1) * (scene.width / 2 - size / 2) * 0.7;
    const [x, y] = random() < 0.5 ? [offset * sign(random), across] : [across, offset * sign(random)];
    return {
      ...scene,
      pose: { ...scene.pose, x: scene.width / 2 + x!, y: scene.height / 2 + y!, rotation: 0 },
    };
  },

  'thin-pen': (severity, random) => {
    const scene = plainScene(random, integer(random, 120, 280));
    return { ...scene, pen: at([1.6, 1.2, 0.8, 0.5, 0.3], severity) };
  },

  'thick-pen': (severity, random) => {
    const scene = plainScene(random);
    const pose = { ...scene.pose, scale: scene.pose.scale * 0.8 };
    return { ...scene, pose, pen: at([3.4, 4, 4.6, 5.2, 5.8], severity) };
  },

  'broken-stroke': (severity, random) => {
    const scene = plainScene(random);
    const radius = at([0.9, 1.2, 1.4, 1.5, 1.6], severity);
    const count = at([1, 2, 2, 3, 4], severity);
    return { ...scene, gaps: Array.from({ length: count }, () => ({ at: random(), radius })) };
  },

  specks: (severity, random) => {
    const scene = plainScene(random);
    const count = at([4, 8, 16, 30, 50], severity);
    const largest = scene.pose.scale * at([0.4, 0.5, 0.6, 0.7, 0.8], severity);
    const specks = Array.from({ length: count }, () => ({
      x: between(random, 0, scene.width),
      y: between(random, 0, scene.height),
      radius: between(random, 0.4, 1) * largest,
    }));
    return { ...scene, specks };
  },

  perspective: (severity, random) => {
    const scene = plainScene(random);
    const rotation = sign(random) * at([0.06, 0.12, 0.18, 0.25, 0.32], severity);
    const shear = sign(random) * at([0.05, 0.1, 0.15, 0.2, 0.3], severity);
    const tilt = sign(random) * at([0.1, 0.15, 0.2, 0.3, 0.4], severity);
    return { ...scene, pose: { ...scene.pose, rotation, shear, tilt } };
  },

  transparent: (severity, random) => {
    const scene = plainScene(random);
    const opacity = at([1, 0.9, 0.7, 0.5, 0.3], severity);
    const colour = pick<Rgb>(random, [grey(0), grey(255), [200, 30, 40], [30, 60, 200]]);
    const background = severity >= 3 && random() < 0.5 ? 'alpha' : 'ink';
    return {
      ...scene,
      background,
      ink: { colour, opacity, grain: 0 },
      camera: { ...scene.camera, noise: 0 },
    };
  },

  inverted: (severity, random) => {
    const scene = plainScene(random);
    const paper = { colour: grey(between(random, 20, 60)), grain: at([1, 2, 4, 6, 8], severity) };
    const colour = grey(paper.colour[0] + at([190, 140, 100, 70, 50], severity));
    return { ...scene, paper, ink: { ...scene.ink, colour, grain: at([0, 0.1, 0.2, 0.3, 0.4], severity) } };
  },

  'tiny-canvas': (severity, random) => {
    const side = at([40, 32, 28, 20, 16], severity);
    const scene = plainScene(random, side);
    return { ...scene, pose: poseOf(side / 2, side / 2, side * between(random, 0.7, 0.85)) };
  },

  'large-canvas': (severity, random) => plainScene(random, at([300, 500, 800, 1200, 1800], severity)),

  'extreme-aspect': (severity, random) => {
    const short = integer(random, 56, 90);
    const long = Math.round(short * at([2, 3, 5, 8, 12], severity));
    const [width, height] = random() < 0.5 ? [short, long] : [long, short];
    const scene = plainScene(random, width, height);
    const along = (long - short) * between(random, -0.45, 0.45);
    const [dx, dy] = width > height ? [along, 0] : [0, along];
    return { ...scene, pose: { ...scene.pose, x: scene.pose.x + dx, y: scene.pose.y + dy } };
  },

  'hard-crop': (severity, random) => {
    const scene = plainScene(random, 32);
    const luma = between(random, 80, 200);
    const cast = (): number => between(random, -1, 1) * at([10, 20, 30, 40, 50], severity);
    const contrast = at([110, 80, 60, 40, 25], severity) * (luma > 140 ? 1 : -1);
    const ink = { colour: ycc(luma - contrast, cast(), cast()), opacity: 1, grain: 0 };
    const paper = { colour: ycc(luma, cast(), cast()), grain: 1 };
    const shift = (): number => 16 + between(random, -1, 1) * at([1, 2, 3, 4, 5], severity);
    const pose = {
      ...poseOf(shift(), shift(), 32 * between(random, 0.65, 0.85)),
      rotation: between(random, -0.1, 0.1),
    };
    const gradient = at([0.1, 0.2, 0.3, 0.4, 0.5], severity);
    const camera = { blur: between(random, 0.4, 0.9), noise: 2, jpegQuality: null };
    return { ...scene, ink, paper, pose, light: { ...scene.light, gradient }, camera };
  },
} satisfies Record<string, Family>;

function ruled(severity: Severity, random: Random, grid: boolean): Scene {
  const scene = plainScene(random);
  const size = scene.pose.scale * 20;
  const spacing = size * at([0.9, 0.7, 0.5, 0.35, 0.25], severity) * between(random, 0.9, 1.1);
  const contrast = at([25, 40, 55, 75, 95], severity);
  const [red, green, blue] = scene.paper.colour;
  const colour: Rgb = [red - contrast, green - contrast * 0.8, blue - contrast * between(random, 0.3, 0.9)];
  const width = Math.max(0.8, scene.pose.scale * between(random, 0.15, 0.35));
  return { ...scene, rulings: [{ spacing, width, colour, grid }] };
}

function grey(level: number): Rgb {
  return [level, level, level];
}

/** YCbCr (JFIF) to RGB; Cb and Cr around 0. */
function ycc(y: number, cb: number, cr: number): Rgb {
  return [y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb];
}
