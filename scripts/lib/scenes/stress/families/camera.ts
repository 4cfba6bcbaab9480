import { ycc } from '../colour';
import { between, sign } from '../draw';
import { plainScene, poseOf } from '../scene';
import { at, type Family } from './family';

/** The grain of a small sensor in bad light. */
export const sensorNoise: Family = (severity, random) => {
  const scene = plainScene(random);
  return { ...scene, camera: { ...scene.camera, noise: at([6, 12, 20, 30, 42], severity) } };
};

/** Out of focus. */
export const blur: Family = (severity, random) => {
  const scene = plainScene(random);
  const blur = scene.pose.scale * at([0.4, 0.7, 1, 1.4, 1.8], severity);
  return { ...scene, camera: { ...scene.camera, blur } };
};

/** Saved with ever lower quality. */
export const jpegBlocks: Family = (severity, random) => {
  const scene = plainScene(random);
  return { ...scene, camera: { ...scene.camera, jpegQuality: at([40, 25, 15, 8, 4], severity) } };
};

/** The camera turned, shifted and held at an angle. */
export const perspective: Family = (severity, random) => {
  const scene = plainScene(random);
  const rotation = sign(random) * at([0.06, 0.12, 0.18, 0.25, 0.32], severity);
  const shear = sign(random) * at([0.05, 0.1, 0.15, 0.2, 0.3], severity);
  const tilt = sign(random) * at([0.1, 0.15, 0.2, 0.3, 0.4], severity);
  return { ...scene, pose: { ...scene.pose, rotation, shear, tilt } };
};

/** All at once, in 32×32 pixels: blur, low contrast, colour casts, a gradient, a digit off centre. */
export const hardCrop: Family = (severity, random) => {
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
};
