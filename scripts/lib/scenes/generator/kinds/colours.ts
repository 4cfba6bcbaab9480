import type { Random } from '../../../random';
import { ycc } from '../../stress/colour';
import { between, pick, sign } from '../../stress/draw';
import type { Rgb, Sketch, Sources } from '../sketch';
import type { Kind } from './kind';

/** Ink and paper, and how they differ. */
export const COLOURS: readonly Kind[] = [
  { name: 'black-on-white', weight: 10, apply: (sketch) => inks(sketch, [255, 255, 255], [0, 0, 0]) },
  { name: 'white-on-black', weight: 14, apply: (sketch) => inks(sketch, [0, 0, 0], [255, 255, 255]) },
  { name: 'pen-on-paper', weight: 26, apply: penOnPaper },
  { name: 'light-on-dark', weight: 12, apply: lightOnDark },
  { name: 'any-colours', weight: 14, apply: anyColours },
  { name: 'equal-luma', weight: 7, apply: equalLuma },
  { name: 'faint', weight: 12, apply: faint },
  { name: 'few-levels', weight: 5, apply: fewLevels },
];

function inks(sketch: Sketch, paper: Rgb, ink: Rgb): void {
  sketch.paper.colour = sketch.paper.farColour = paper;
  sketch.ink.colour = ink;
}

function penOnPaper(sketch: Sketch, { random }: Sources, strength: number): void {
  const bright = between(random, 250 - 70 * strength, 250);
  const warm = between(random, -14, 22);
  const dark = between(random, 10, 50 + 70 * strength);
  const hue = between(random, 0, 60);
  const [red, blue] = pick(random, [
    [0, 0],
    [0, hue],
    [0, 1.5 * hue],
    [1.8 * hue, 0],
  ] as const);
  inks(sketch, [bright + warm * 0.4, bright, bright - warm], [dark + red, dark, dark + blue]);
  sketch.ink.opacity = between(random, 1 - 0.35 * strength, 1);
  sketch.ink.grain = between(random, 0, 0.3);
}

function lightOnDark(sketch: Sketch, { random }: Sources, strength: number): void {
  const dark = between(random, 0, 50 + 70 * strength);
  const bright = between(random, 245 - 80 * strength, 255);
  const cast = () => between(random, -25, 25) * strength;
  inks(sketch, [dark + cast(), dark + cast(), dark + cast()], [bright + cast(), bright, bright + cast()]);
  sketch.ink.grain = between(random, 0, 0.4);
}

/** Any two colours that are far enough apart. */
function anyColours(sketch: Sketch, { random }: Sources, strength: number): void {
  const any = (): Rgb => [between(random, 0, 255), between(random, 0, 255), between(random, 0, 255)];
  const apart = 130 - 70 * strength;
  let [paper, ink] = [any(), any()];
  while (distance(paper, ink) < apart) [paper, ink] = [any(), any()];
  inks(sketch, paper, ink);
}

/** As bright as each other; only the hue differs. */
function equalLuma(sketch: Sketch, { random }: Sources, strength: number): void {
  const luma = between(random, 60, 200);
  const hue = between(random, 0, 2 * Math.PI);
  const chroma = between(random, 75 - 50 * strength, 90 - 30 * strength);
  const towards = (angle: number, by: number) =>
    ycc(luma + by, chroma * Math.cos(angle), chroma * Math.sin(angle));
  const turn = between(random, 1.8, 4.4);
  inks(sketch, towards(hue, 0), towards(hue + turn, between(random, -8, 8)));
}

/** From a fifth of the range down to a few levels above the noise. */
function faint(sketch: Sketch, { random }: Sources, strength: number): void {
  const paper = between(random, 20, 235);
  const contrast = levelsApart(random, 60, 5, strength) * (paper < 60 ? 1 : paper > 195 ? -1 : sign(random));
  const cast = () => between(random, -20, 20) * random();
  const colour: Rgb = [paper + cast(), paper + cast(), paper + cast()];
  const tint = () => contrast * between(random, 0.75, 1.1);
  inks(sketch, colour, [colour[0] + tint(), colour[1] + tint(), colour[2] + tint()]);
  sketch.camera.noise = Math.abs(contrast) * between(random, 0, 0.22);
}

/** What is left of pictures of values from 0 to 1 that were saved as bytes, and the like. */
function fewLevels(sketch: Sketch, { random }: Sources): void {
  const levels = Math.ceil(3 * random());
  const paper = pick(random, [0, 0, 0, 255, 128]);
  const ink = paper === 255 ? paper - levels : paper + levels;
  inks(sketch, [paper, paper, paper], [ink, ink, ink]);
}

/** Equally likely at every order of magnitude. */
function levelsApart(random: Random, most: number, least: number, strength: number): number {
  return most * (least / most) ** (strength * between(random, 0.7, 1));
}

function distance(one: Rgb, other: Rgb): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}
