import { between, integer } from '../../stress/draw';
import type { Sketch, Sources } from '../sketch';
import { type Kind, nothing } from './kind';

/** How the picture was taken or saved. */
export const CAMERAS: readonly Kind[] = [
  { name: 'sharp', weight: 40, apply: nothing },
  { name: 'noise', weight: 12, apply: noise },
  { name: 'blur', weight: 12, apply: blur },
  { name: 'jpeg', weight: 12, apply: jpeg },
  { name: 'bilevel', weight: 8, apply: bilevel },
  { name: 'photograph', weight: 16, apply: photograph },
];

/** How many pixels it has. */
export const RESOLUTIONS: readonly Kind[] = [
  { name: 'many-pixels', weight: 50, apply: nothing },
  { name: '28-pixels', weight: 16, apply: (sketch) => resolve(sketch, 28) },
  { name: 'few-pixels', weight: 22, apply: (sketch, { random }) => resolve(sketch, integer(random, 24, 48)) },
  { name: 'very-few-pixels', weight: 12, apply: veryFewPixels },
];

function noise({ camera, paper, ink }: Sketch, { random }: Sources, strength: number): void {
  const contrast = Math.max(...paper.colour.map((level, c) => Math.abs(level - ink.colour[c]!)));
  camera.noise = contrast * between(random, 0.01, 0.05 + 0.2 * strength);
}

/** Out of focus: up to a tenth of the digit's height. */
function blur(sketch: Sketch, { random }: Sources, strength: number): void {
  const { camera, glyphs } = sketch;
  const size = Math.min(...glyphs.map((glyph) => glyph.size), 0.6) * camera.side;
  camera.blur = Math.min(size * between(random, 0.015, 0.03 + 0.055 * strength), 3);
}

function jpeg({ camera }: Sketch, { random }: Sources, strength: number): void {
  camera.jpegQuality = Math.round(between(random, 60 - 45 * strength, 90 - 50 * strength));
}

/** As paint programs, fax machines and old scanners make them. */
function bilevel({ camera }: Sketch): void {
  camera.bilevel = true;
}

/** A little of everything. */
function photograph({ camera, paper }: Sketch, { random }: Sources, strength: number): void {
  camera.blur = between(random, 0.2, 0.5 + 0.4 * strength);
  camera.noise = between(random, 0.5, 2 + 5 * strength) * camera.contrast;
  if (random() < 0.5) camera.jpegQuality = Math.round(between(random, 40, 92));
  paper.blotches ||= between(random, 0, 3);
}

/** As many as it takes to read the smallest digit, about: 9 to 16 for its height. */
function veryFewPixels(sketch: Sketch, { random }: Sources): void {
  const smallest = Math.min(...sketch.glyphs.map(({ size }) => size), 0.8);
  resolve(sketch, Math.round(between(random, 9, 16) / Math.max(smallest, 0.25)));
}

function resolve({ camera }: Sketch, side: number): void {
  camera.side = Math.min(Math.max(side, 10), camera.side);
}
