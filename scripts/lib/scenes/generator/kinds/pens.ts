import { between, pick } from '../../stress/draw';
import type { Sketch, Sources } from '../sketch';
import { type Kind, nothing } from './kind';

/** What it is written with. Widths are shares of a digit's height. */
export const PENS: readonly Kind[] = [
  { name: 'as-written', weight: 30, apply: nothing },
  { name: 'lighter-or-bolder', weight: 16, apply: lighterOrBolder },
  { name: 'hairline', weight: 9, apply: (...of) => pen(...of, 0.025, 0.05) },
  { name: 'fine-pen', weight: 18, apply: (...of) => pen(...of, 0.05, 0.11) },
  { name: 'felt-pen', weight: 14, apply: (...of) => pen(...of, 0.11, 0.17) },
  { name: 'marker', weight: 7, apply: (...of) => pen(...of, 0.17, 0.215) },
  { name: 'dots', weight: 4, apply: dots },
  { name: 'dashes', weight: 6, apply: dashes },
  { name: 'broken-strokes', weight: 26, apply: brokenStrokes },
];

function pen(
  sketch: Sketch,
  { random }: Sources,
  _strength: number,
  thinnest: number,
  thickest: number,
): void {
  sketch.pen.width = between(random, thinnest, thickest);
}

function lighterOrBolder(sketch: Sketch, { random }: Sources, strength: number): void {
  sketch.pen.weight = strength * between(random, -0.22, 0.3);
}

/** Dots along the strokes, further apart than they are wide. */
function dots(sketch: Sketch, { random }: Sources, strength: number): void {
  const radius = between(random, 0.025, 0.055);
  sketch.pen.pattern = {
    kind: 'dots',
    radius,
    spacing: radius * between(random, 2.1, 2.4 + strength),
    start: 0,
  };
}

/** Gaps in the strokes. */
function dashes(sketch: Sketch, { random }: Sources, strength: number): void {
  const width = between(random, 0.06, 0.12);
  sketch.pen.width = width;
  const radius = width * between(random, 0.55, 0.7);
  const spacing = between(random, 0.34 - 0.1 * strength, 0.5);
  sketch.pen.pattern = { kind: 'dashes', radius, spacing, start: random() };
}

/** A few gaps, as a pen that fails leaves them. */
function brokenStrokes(sketch: Sketch, { random }: Sources, strength: number): void {
  sketch.pen.width = pick(random, [null, between(random, 0.06, 0.17)]);
  const radius = between(random, 0.05, 0.07 + 0.035 * strength);
  sketch.pen.pattern = { kind: 'dashes', radius, spacing: between(random, 0.25, 0.9), start: random() };
}
