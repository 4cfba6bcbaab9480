import { between } from '../draw';
import { plainScene } from '../scene';
import { at, type Family } from './family';

/** Light falls in from one side. */
export const lightGradient: Family = (severity, random) => {
  const scene = plainScene(random);
  return { ...scene, light: { ...scene.light, gradient: at([0.2, 0.35, 0.5, 0.65, 0.8], severity) } };
};

/** A hand or a head casts a shadow over part of the sheet, softer where it is mild. */
export const shadow: Family = (severity, random) => {
  const scene = plainScene(random);
  const shadow = at([0.15, 0.3, 0.4, 0.5, 0.6], severity);
  const softness = at([0.3, 0.2, 0.1, 0.06, 0.03], severity);
  const shadowEdge = between(random, -0.5, 0.5);
  return { ...scene, light: { ...scene.light, shadow, shadowEdge, shadowSoftness: softness } };
};

/** The corners get less light than the middle. */
export const vignette: Family = (severity, random) => {
  const scene = plainScene(random);
  return { ...scene, light: { ...scene.light, vignette: at([0.25, 0.4, 0.55, 0.7, 0.85], severity) } };
};
