import type { Random } from '../../random';
import { grey } from './colour';
import { type DigitField, inkBox } from './digit-field';
import { between, integer, pick } from './draw';
import { type Edge, edgesAllAround, plainScene, poseOf, type Rgb, type Scene } from './scene';

/** Builds a scene around a digit. */
type HardScene = (random: Random, field: DigitField) => Scene;

const MEGAPIXEL = 1e6;
/** Shapes of photographs, upright ones included. */
const ASPECTS = [4 / 3, 3 / 2, 16 / 9, 1, 3 / 4, 2 / 3] as const;
/** A 1 that is cut out along its ink is still this many pixels wide. */
const NARROWEST = 8;

/**
 * A thumbnail whose border is the digit's, as programs cut digits out of forms: 16 to 64 pixels, dark on light or
 * light on dark, thin pens and thick ones.
 */
const tightCrop: HardScene = (random, field) => {
  const side = integer(random, 16, 64);
  const pen = random() < 0.5 ? null : between(random, 2.5, 4.5);
  const box = inkBox(field, pen);
  const scale = (side * between(random, 0.94, 1.04)) / Math.max(box.width, box.height);
  const cut = (length: number) => Math.min(Math.max(Math.round(length * scale), NARROWEST), side);
  const [width, height] = [cut(box.width), cut(box.height)];
  const x = width / 2 + scale * (14 - box.x - box.width / 2);
  const y = height / 2 + scale * (14 - box.y - box.height / 2);
  const scene = { ...plainScene(random, width, height), pen, pose: poseOf(x, y, 20 * scale) };
  return random() < 0.5 ? scene : negative(scene);
};

/** A note that lies askew on a table: a white one on dark wood, or a black one on something bright. */
const noteOnTable: HardScene = (random) => {
  const side = integer(random, 160, 320);
  const scene = plainScene(random, side);
  const note = side * between(random, 0.25, 0.9);
  const x = note / 2 + (side - note) * random();
  const y = note / 2 + (side - note) * random();
  const colour: Rgb = [between(random, 30, 110), between(random, 20, 80), between(random, 10, 60)];
  const edges = edgesAround(scene, { x, y, side: note, turn: between(random, -0.3, 0.3) }, colour);
  const onTable = { ...scene, pose: poseOf(x, y, note * between(random, 0.5, 0.7)), edges };
  return random() < 0.5 ? onTable : negative(onTable);
};

/** Edges that leave a square around (x, y) of a scene, turned by a slope. */
function edgesAround(
  { width, height }: Scene,
  { x, y, side, turn }: { x: number; y: number; side: number; turn: number },
  colour: Rgb,
): Edge[] {
  const half = (side / 2) * Math.hypot(1, turn);
  const [dx, dy] = [x - width / 2, y - height / 2];
  const edge = (from: Edge['side'], depth: number, slope: number): Edge => ({
    side: from,
    depth,
    slope,
    band: null,
    colour,
  });
  return [
    edge(0, x - half - turn * dy, turn),
    edge(1, y - half + turn * dx, -turn),
    edge(2, width - x - half + turn * dy, -turn),
    edge(3, height - y - half - turn * dx, turn),
  ];
}

/**
 * A thumbnail with a line around it, as programs have around their canvases and forms around their cells; large digits
 * reach it.
 */
const bordered: HardScene = (random) => {
  const side = integer(random, 20, 64);
  const scene = plainScene(random, side);
  const line = Math.max(1, Math.round(side * between(random, 0, 0.06)));
  const colour = grey(between(random, 0, 110));
  const edges = edgesAllAround({ depth: line, band: null, colour });
  const size = (side - 2 * line) * between(random, 0.6, 0.95);
  const framed = { ...scene, pose: poseOf(side / 2, side / 2, size), edges };
  return random() < 0.5 ? framed : negative(framed);
};

/** A sheet mostly in the shade of a nearby object. */
const inTheShade: HardScene = (random) => {
  const scene = plainScene(random);
  const light = {
    ...scene.light,
    shadow: between(random, 0.4, 0.7),
    shadowEdge: between(random, -0.9, -0.1),
    shadowSoftness: between(random, 0.02, 0.08),
  };
  return { ...scene, light };
};

/** A line of one or two pixels, as drawing programs offer first, on a large canvas. */
const hairline: HardScene = (random) => {
  const scene = plainScene(random, integer(random, 200, 400));
  return { ...scene, pen: between(random, 1, 2) / scene.pose.scale };
};

/** A marker as wide as a fifth of the digit's height and more. */
const marker: HardScene = (random) => {
  const scene = plainScene(random);
  return { ...scene, pose: { ...scene.pose, scale: scene.pose.scale * 0.8 }, pen: between(random, 4, 7) };
};

/** A photograph of 1 to 12 megapixels, on which a digit is as high as 2.5 to 5 % of the shorter side. */
const farAway: HardScene = (random) => {
  const pixels = MEGAPIXEL * 12 ** random();
  const aspect = pick(random, ASPECTS);
  const width = Math.round(Math.sqrt(pixels * aspect));
  const height = Math.round(Math.sqrt(pixels / aspect));
  const size = Math.min(width, height) * between(random, 0.025, 0.05);
  const pose = poseOf(width * between(random, 0.1, 0.9), height * between(random, 0.1, 0.9), size);
  return { ...plainScene(random, width, height), pose };
};

/** Rare situations, as people and programs send them. */
export const HARD_SCENES = {
  'tight-crop': tightCrop,
  'note-on-table': noteOnTable,
  bordered,
  'in-the-shade': inTheShade,
  hairline,
  marker,
  'far-away': farAway,
} satisfies Record<string, HardScene>;

export type HardKind = keyof typeof HARD_SCENES;

export const HARD_KINDS = Object.keys(HARD_SCENES) as HardKind[];

/** The same in light ink on dark paper. */
function negative(scene: Scene): Scene {
  const swap = ([red, green, blue]: Rgb): Rgb => [255 - red, 255 - green, 255 - blue];
  return {
    ...scene,
    ink: { ...scene.ink, colour: swap(scene.ink.colour) },
    paper: { ...scene.paper, colour: swap(scene.paper.colour) },
    edges: scene.edges.map((edge) => ({ ...edge, colour: swap(edge.colour) })),
  };
}
