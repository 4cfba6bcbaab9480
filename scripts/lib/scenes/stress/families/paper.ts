import type { Random } from '../../../random';
import { grey } from '../colour';
import { between, pick } from '../draw';
import { type Edge, edgesAllAround, plainScene, poseOf, type Rgb, type Scene } from '../scene';
import { at, type Family, type Severity } from './family';

/** Printed lines from left to right. */
export const ruledPaper: Family = (severity, random) => ruled(severity, random, false);

/** Printed squares. */
export const gridPaper: Family = (severity, random) => ruled(severity, random, true);

/** Dirt on the paper. */
export const specks: Family = (severity, random) => {
  const scene = plainScene(random);
  const count = at([4, 8, 16, 30, 50], severity);
  const largest = scene.pose.scale * at([0.4, 0.5, 0.6, 0.7, 0.8], severity);
  const specks = Array.from({ length: count }, () => ({
    x: between(random, 0, scene.width),
    y: between(random, 0, scene.height),
    radius: between(random, 0.4, 1) * largest,
  }));
  return { ...scene, specks };
};

/** A dark frame around the picture, with paper on both of its sides. */
export const frame: Family = (severity, random) => {
  const scene = plainScene(random);
  const band = Math.max(1, (scene.width * at([0.008, 0.015, 0.025, 0.04, 0.06], severity)) | 0);
  const margin = scene.width * between(random, 0, 0.06);
  const colour = grey(between(random, 0, 90));
  const edges = edgesAllAround({ depth: margin + band, band, colour });
  return { ...scene, edges, pose: { ...scene.pose, scale: scene.pose.scale * 0.9 } };
};

/** The sheet ends inside of the picture; beyond lies a dark table. */
export const tableEdge: Family = (severity, random) => {
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
};

/** Another digit reaches in from outside of the picture. */
export const neighbourStroke: Family = (severity, random) => {
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
};

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
