import { gaussian, type Random } from '../../random';
import { between } from './draw';
import type { Edge, Ruling, Scene } from './scene';

/** Distance of the knots between which the tone of the paper drifts, in pixels. */
const DRIFT = 24;

/**
 * The sheet without ink, in full light: its colour with the drift and grain of paper, printed lines, and what lies
 * around it.
 *
 * @returns RGB, three values a pixel, 0 to 255
 */
export function paintPaper(scene: Scene, random: Random): Float32Array {
  const { width, height, paper } = scene;
  const drift = smoothNoise(width, height, random);
  const offsets = scene.rulings.map(({ spacing }) => ({
    x: between(random, 0, spacing),
    y: between(random, 0, spacing),
  }));
  const picture = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      let colour = paper.colour;
      scene.rulings.forEach((ruling, r) => {
        if (onLine(ruling, x + offsets[r]!.x, y + offsets[r]!.y)) colour = ruling.colour;
      });
      for (const edge of scene.edges) if (beyond(edge, scene, x, y)) colour = edge.colour;
      const tone = paper.grain * (drift[i]! + 0.7 * gaussian(random));
      for (let c = 0; c < 3; c++) picture[3 * i + c] = colour[c]! + tone;
    }
  }
  return picture;
}

function onLine({ spacing, width, grid }: Ruling, x: number, y: number): boolean {
  return y % spacing < width || (grid && x % spacing < width);
}

function beyond(edge: Edge, { width, height }: Scene, x: number, y: number): boolean {
  const distance = [x, y, width - 1 - x, height - 1 - y][edge.side]!;
  const along = edge.side % 2 === 0 ? y - height / 2 : x - width / 2;
  const limit = edge.depth + edge.slope * along;
  return distance < limit && (edge.band === null || distance >= limit - edge.band);
}

/** Noise that changes over about 24 pixels: random knots, joined by straight lines. */
function smoothNoise(width: number, height: number, random: Random): Float32Array {
  const columns = Math.ceil(width / DRIFT) + 2;
  const rows = Math.ceil(height / DRIFT) + 2;
  const knots = Float32Array.from({ length: columns * rows }, () => gaussian(random));
  const noise = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / DRIFT);
    const fy = y / DRIFT - row;
    for (let x = 0; x < width; x++) {
      const column = Math.floor(x / DRIFT);
      const fx = x / DRIFT - column;
      const k = row * columns + column;
      const above = knots[k]! * (1 - fx) + knots[k + 1]! * fx;
      const below = knots[k + columns]! * (1 - fx) + knots[k + columns + 1]! * fx;
      noise[y * width + x] = above * (1 - fy) + below * fy;
    }
  }
  return noise;
}
