import type { Raster } from '../../../../src/image/raster';
import type { Random } from '../../random';
import { takePicture } from './camera';
import { type DigitField, depthInInk } from './digit-field';
import { lightAt } from './light';
import { paintPaper } from './paper';
import type { Pose, Scene } from './scene';

/** How ink, paper and light become a picture: paper, then ink, then light, then the camera. */
export function renderScene(scene: Scene, field: DigitField, random: Random): Raster {
  const { width, height } = scene;
  const ink = paintInk(scene, field, random);
  if (scene.background !== 'opaque') return transparent(scene, ink);

  const picture = paintPaper(scene, random);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const light = lightAt(scene, x, y);
      for (let c = 0; c < 3; c++) {
        const paper = picture[3 * i + c]!;
        picture[3 * i + c] = light * (paper + (scene.ink.colour[c]! - paper) * ink[i]!);
      }
    }
  }
  return takePicture(picture, scene, random);
}

/** Share of ink in every pixel, 0 to 1. */
function paintInk(scene: Scene, field: DigitField, random: Random): Float32Array {
  const { width, height, ink, pen, specks } = scene;
  const poses = scene.neighbour === null ? [scene.pose] : [scene.pose, scene.neighbour];
  const gaps = scene.gaps.map(({ at, radius }) => {
    const points = field.middlePoints;
    const point = points[Math.floor(at * points.length)] ?? { x: 14, y: 14 };
    return { ...point, radius };
  });
  const coverage = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let depth = Number.NEGATIVE_INFINITY;
      for (const pose of poses) {
        const [u, v] = toDigit(pose, x + 0.5, y + 0.5);
        let inDigit = depthInInk(field, u, v, pen);
        for (const gap of gaps) inDigit = Math.min(inDigit, Math.hypot(u - gap.x, v - gap.y) - gap.radius);
        depth = Math.max(depth, inDigit * pose.scale);
      }
      for (const speck of specks) {
        depth = Math.max(depth, speck.radius - Math.hypot(x + 0.5 - speck.x, y + 0.5 - speck.y));
      }
      const share = coverageOf(depth, pen === null ? Number.POSITIVE_INFINITY : pen * scene.pose.scale);
      if (share > 0) coverage[y * width + x] = share * ink.opacity * (1 - ink.grain * random());
    }
  }
  return coverage;
}

/** Share of a pixel that ink covers when its middle is `depth` deep in a stroke of the given width. */
function coverageOf(depth: number, strokeWidth: number): number {
  return Math.min(Math.max(depth + 0.5, 0), 1, strokeWidth);
}

/** From the picture to the digit's square, 0 to 28. */
function toDigit(pose: Pose, x: number, y: number): [number, number] {
  const dx = (x - pose.x) / pose.scale;
  const dy = (y - pose.y) / pose.scale;
  const cos = Math.cos(pose.rotation);
  const sin = Math.sin(pose.rotation);
  const across = cos * dx + sin * dy;
  const down = cos * dy - sin * dx;
  const depth = 1 + (pose.tilt * down) / 14;
  return [14 + (across + pose.shear * down) / depth, 14 + down / depth];
}

/** RGBA in which the ink's share is the alpha. */
function transparent(scene: Scene, ink: Float32Array): Raster {
  const data = new Uint8Array(4 * ink.length);
  ink.forEach((share, i) => {
    const alpha = Math.round(255 * share);
    if (scene.background === 'ink') data.set(scene.ink.colour, 4 * i);
    data[4 * i + 3] = alpha;
  });
  return { width: scene.width, height: scene.height, channels: 4, data };
}
