import { grey, ycc } from '../colour';
import { between, integer, pick, sign } from '../draw';
import { plainScene, type Rgb } from '../scene';
import { at, type Family } from './family';

/** A pencil so faint that it spans 90 grey levels, at last 15. */
export const faintPencil: Family = (severity, random) => {
  const scene = plainScene(random);
  const contrast = at([90, 60, 40, 25, 15], severity);
  const opacity = contrast / (scene.paper.colour[1] - scene.ink.colour[1]);
  const ink = { ...scene.ink, opacity, grain: 0.25 };
  return { ...scene, ink, camera: { ...scene.camera, noise: 1 } };
};

/** Ink and paper of opposite hues, whose brightness differs less and less, at last not at all. */
export const colouredInk: Family = (severity, random) => {
  const scene = plainScene(random);
  const luma = between(random, 120, 170);
  const hue = between(random, 0, 2 * Math.PI);
  const chroma = at([35, 40, 45, 45, 40], severity);
  const difference = at([70, 45, 25, 10, 0], severity) * sign(random);
  const paper = { ...scene.paper, colour: ycc(luma, chroma * Math.cos(hue), chroma * Math.sin(hue)) };
  const inkColour = ycc(luma - difference, -chroma * Math.cos(hue), -chroma * Math.sin(hue));
  return { ...scene, paper, ink: { ...scene.ink, colour: inkColour } };
};

/** A hairline, at last a third of a pixel of the digit wide. */
export const thinPen: Family = (severity, random) => {
  const scene = plainScene(random, integer(random, 120, 280));
  return { ...scene, pen: at([1.6, 1.2, 0.8, 0.5, 0.3], severity) };
};

/** A felt pen, which fills the loops. */
export const thickPen: Family = (severity, random) => {
  const scene = plainScene(random);
  const pose = { ...scene.pose, scale: scene.pose.scale * 0.8 };
  return { ...scene, pose, pen: at([3.4, 4, 4.6, 5.2, 5.8], severity) };
};

/** Strokes with gaps. */
export const brokenStroke: Family = (severity, random) => {
  const scene = plainScene(random);
  const radius = at([0.9, 1.2, 1.4, 1.5, 1.6], severity);
  const count = at([1, 2, 2, 3, 4], severity);
  return { ...scene, gaps: Array.from({ length: count }, () => ({ at: random(), radius })) };
};

/** Light ink on dark paper. */
export const inverted: Family = (severity, random) => {
  const scene = plainScene(random);
  const paper = { colour: grey(between(random, 20, 60)), grain: at([1, 2, 4, 6, 8], severity) };
  const colour = grey(paper.colour[0] + at([190, 140, 100, 70, 50], severity));
  return { ...scene, paper, ink: { ...scene.ink, colour, grain: at([0, 0.1, 0.2, 0.3, 0.4], severity) } };
};

/** Nothing but ink is opaque; from severity 3 on the colour of a pixel may say nothing, only its alpha. */
export const transparent: Family = (severity, random) => {
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
};
