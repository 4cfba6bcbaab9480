import { between } from '../../stress/draw';
import type { Rgb, Sketch, Sources } from '../sketch';
import { type Kind, nothing } from './kind';

/** How it is lit, and how even the paper is. */
export const LIGHTS: readonly Kind[] = [
  { name: 'even-light', weight: 50, apply: nothing },
  { name: 'gradient', weight: 12, apply: gradient },
  { name: 'shaded-paper', weight: 12, apply: shadedPaper },
  { name: 'vignette', weight: 6, apply: vignette },
  { name: 'shadow', weight: 10, apply: shadow },
  { name: 'blotches', weight: 10, apply: blotches },
];

function gradient({ light }: Sketch, { random }: Sources, strength: number): void {
  light.gradient = between(random, 0.1, 0.25 + 0.6 * strength);
  light.direction = between(random, 0, 2 * Math.PI);
}

/** The paper's colour changes from one side to the other; the ink's does not. */
function shadedPaper({ paper, ink }: Sketch, { random }: Sources, strength: number): void {
  paper.direction = between(random, 0, 2 * Math.PI);
  const share = between(random, 0.1, 0.25 + 0.4 * strength);
  // Towards the ink or away from it, never past it.
  const towards = random() < 0.6 ? ink.colour : ([128, 128, 128] as const);
  const hue = 20 * strength;
  const far = (c: number) =>
    paper.colour[c]! + share * (towards[c]! - paper.colour[c]!) + between(random, -hue, hue);
  paper.farColour = [far(0), far(1), far(2)] as Rgb;
}

function vignette({ light }: Sketch, { random }: Sources, strength: number): void {
  light.vignette = between(random, 0.2, 0.35 + 0.5 * strength);
}

/** One or two shadows; soft ones of hands, hard ones of edges. */
function shadow({ light }: Sketch, { random }: Sources, strength: number): void {
  for (let n = random() < 0.75 ? 1 : 2; n > 0; n--) {
    light.shadows.push({
      at: [between(random, 0.2, 0.8), between(random, 0.2, 0.8)],
      direction: between(random, 0, 2 * Math.PI),
      softness: between(random, 0.02, 0.5) * random(),
      depth: between(random, 0.1, 0.25 + 0.35 * strength),
    });
  }
}

/** Old or crumpled paper. */
function blotches({ paper, ink }: Sketch, { random }: Sources, strength: number): void {
  const contrast = Math.abs(paper.colour[1] - ink.colour[1]);
  paper.blotches = contrast * between(random, 0.02, 0.04 + 0.12 * strength);
  paper.blotchSize = between(random, 0.03, 0.25);
}
