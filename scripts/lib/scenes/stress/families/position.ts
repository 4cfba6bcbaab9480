import { between, integer, sign } from '../draw';
import { plainScene, poseOf } from '../scene';
import { at, type Family } from './family';

/** A digit in a corner that fills a third of the side, at last a twentieth of a megapixel's. */
export const smallDigit: Family = (severity, random) => {
  const side = at([120, 180, 240, 320, 1000], severity);
  const scene = plainScene(random, side);
  const size = side * at([0.35, 0.2, 0.12, 0.08, 0.05], severity);
  const room = side / 2 - size * 0.9;
  return { ...scene, pose: poseOf(side / 2 + room * sign(random), side / 2 + room * sign(random), size) };
};

/** Near the border, at last beyond it. */
export const offCentre: Family = (severity, random) => {
  const scene = plainScene(random);
  const size = scene.pose.scale * 20;
  const margin = scene.width * at([0.12, 0.06, 0.03, 0.005, -0.03], severity);
  const offset = scene.width / 2 - size / 2 - margin;
  const across = between(random, -1, 1) * (scene.width / 2 - size / 2) * 0.7;
  const [x, y] = random() < 0.5 ? [offset * sign(random), across] : [across, offset * sign(random)];
  return {
    ...scene,
    pose: { ...scene.pose, x: scene.width / 2 + x, y: scene.height / 2 + y, rotation: 0 },
  };
};

/** Hardly any pixels, at last 16×16. */
export const tinyCanvas: Family = (severity, random) => {
  const side = at([40, 32, 28, 20, 16], severity);
  const scene = plainScene(random, side);
  return { ...scene, pose: poseOf(side / 2, side / 2, side * between(random, 0.7, 0.85)) };
};

/** As many pixels as a camera has, up to 1800×1800. */
export const largeCanvas: Family = (severity, random) =>
  plainScene(random, at([300, 500, 800, 1200, 1800], severity));

/** A strip twice as long as it is wide, at last twelve times. */
export const extremeAspect: Family = (severity, random) => {
  const short = integer(random, 56, 90);
  const long = Math.round(short * at([2, 3, 5, 8, 12], severity));
  const [width, height] = random() < 0.5 ? [short, long] : [long, short];
  const scene = plainScene(random, width, height);
  const along = (long - short) * between(random, -0.45, 0.45);
  const [dx, dy] = width > height ? [along, 0] : [0, along];
  return { ...scene, pose: { ...scene.pose, x: scene.pose.x + dx, y: scene.pose.y + dy } };
};
