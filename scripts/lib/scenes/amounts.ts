import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CONFIG } from '../../../src/config';
import { toRgb } from '../../../src/eye/to-rgb';
import { decodeImage } from '../../../src/image/decode';
import type { Raster } from '../../../src/image/raster';
import type { Box } from '../../../src/preprocess/grey-image';
import { seededRandom } from '../random';
import type { Look } from './generator/generator';
import type { Scene } from './generator/scene';
import { between, integer, pick } from './stress/draw';

/** A handwritten amount. */
export interface Amount {
  readonly name: string;
  /** Its digits from left to right. */
  readonly text: string;
  /** RGB. */
  readonly raster: Raster;
  readonly digits: readonly { readonly label: number; readonly box: Box }[];
}

/** Every fifth amount is held apart: nothing learns from it. */
const HELD_APART = 5;
/** Sets these scenes apart from all others, whatever their seeds. */
const STREAM = 3;
/** Samples per side of each pixel that shows several of the amount's. */
const SAMPLES = 3;

/**
 * Opens a set of amounts: `labels.tsv` has a line for each with file, digits, and `digit:x,y,width,height` in pixels separated by
 * blanks; `images/` has the files.
 */
export function openAmounts(folder: string, part: 'training' | 'held-apart'): Amount[] {
  const lines = readFileSync(path.join(folder, 'labels.tsv'), 'utf8').trim().split('\n');
  return lines
    .filter((_, index) => (index % HELD_APART === 0) === (part === 'held-apart'))
    .map((line) => {
      const [name, text, boxes] = line.split('\t') as [string, string, string];
      const { raster } = decodeImage(readFileSync(path.join(folder, 'images', name)), CONFIG.image);
      return { name, text, raster: toRgb(raster), digits: boxes.split(' ').map(parseDigit) };
    });
}

function parseDigit(field: string): Amount['digits'][number] {
  const [label, numbers] = field.split(':') as [string, string];
  const [x, y, width, height] = numbers.split(',').map(Number) as [number, number, number, number];
  return { label: Number(label), box: { x, y, width, height } };
}

/** Makes scenes of parts of real amounts, in any colours. */
export class AmountScenes {
  constructor(private readonly amounts: readonly Amount[]) {}

  /** @returns any scene; the same seeds give the same one */
  scene(look: Look, ...seeds: readonly number[]): Scene {
    const random = seededRandom(STREAM, look === 'crop' ? 1 : 0, ...seeds);
    const amount = pick(random, this.amounts);
    const stretch = between(random, 0.8, 1.25);
    const window = look === 'crop' ? aroundADigit(random, amount) : anyPart(random, amount);
    return photograph(random, amount, { ...window, stretch });
  }
}

/** A square part of an amount, in its pixels; `stretch` is how much wider it is shown than it is. */
interface Window {
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly stretch: number;
}

function aroundADigit(random: () => number, { digits }: Amount): Omit<Window, 'stretch'> {
  const { box } = pick(random, digits);
  const side = Math.max(box.width, box.height) / between(random, 0.45, 0.85);
  const off = () => side * between(random, -0.1, 0.1);
  return { x: box.x + box.width / 2 + off(), y: box.y + box.height / 2 + off(), side };
}

/** The whole amount, or as much of it as is about as wide as high. */
function anyPart(random: () => number, { raster }: Amount): Omit<Window, 'stretch'> {
  const { width, height } = raster;
  if (random() < 0.4) return { x: width / 2, y: height / 2, side: width * between(random, 0.9, 1.1) };
  const side = height * between(random, 0.7, 1.8);
  return { x: between(random, 0, width), y: height * between(random, 0.4, 0.6), side };
}

function photograph(random: () => number, { raster, digits }: Amount, window: Window): Scene {
  const side = random() < 0.7 ? 64 : integer(random, 28, 64);
  const scale = side / window.side;
  const toX = (x: number) => side / 2 + (x - window.x) * scale * window.stretch;
  const toY = (y: number) => side / 2 + (y - window.y) * scale;
  const clip = (at: number) => Math.min(Math.max(Math.round(at), 0), side);
  const [left, top] = [Math.min(clip(toX(0)), side - 1), Math.min(clip(toY(0)), side - 1)];
  const width = Math.max(clip(toX(raster.width)) - left, 1);
  const height = Math.max(clip(toY(raster.height)) - top, 1);
  const tint = [0, 1, 2].map(() => between(random, 0.55, 1));
  const offset = between(random, 0, 60);
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const level = levelAt(raster, side, window, left + x, top + y);
      for (let c = 0; c < 3; c++) {
        data[3 * (y * width + x) + c] = Math.min(Math.round(offset + tint[c]! * level), 255);
      }
    }
  }
  const seen = digits.map(({ label, box }) => {
    const span = (from: number, length: number, to: (at: number) => number, low: number, high: number) => {
      const [start, end] = [to(from), to(from + length)];
      const [first, last] = [Math.max(start, low), Math.min(end, high)];
      return { first: first / side, length: (last - first) / side, share: (last - first) / (end - start) };
    };
    const across = span(box.x, box.width, toX, left, left + width);
    const down = span(box.y, box.height, toY, top, top + height);
    return {
      label,
      box: { x: across.first, y: down.first, width: across.length, height: down.length },
      visible: across.share > 0 && down.share > 0 ? across.share * down.share : 0,
    };
  });
  return {
    raster: { width, height, channels: 3, data },
    left,
    top,
    side,
    digits: seen.filter(({ visible }) => visible > 0),
  };
}

/** Mean brightness of what a pixel shows. */
function levelAt(
  { width, height, data }: Raster,
  side: number,
  window: Window,
  column: number,
  row: number,
): number {
  const scale = window.side / side;
  const samples = scale > 1 ? SAMPLES : 1;
  let sum = 0;
  for (let s = 0; s < samples * samples; s++) {
    const u =
      window.x + ((column + ((s % samples) + 0.5) / samples - side / 2) * scale) / window.stretch - 0.5;
    const v = window.y + (row + (Math.floor(s / samples) + 0.5) / samples - side / 2) * scale - 0.5;
    const x = Math.min(Math.max(u, 0), width - 1.001);
    const y = Math.min(Math.max(v, 0), height - 1.001);
    const [x0, y0] = [Math.floor(x), Math.floor(y)];
    const at = 3 * (y0 * width + x0);
    const above = data[at]! + (x - x0) * (data[at + 3]! - data[at]!);
    const below = data[at + 3 * width]! + (x - x0) * (data[at + 3 * width + 3]! - data[at + 3 * width]!);
    sum += above + (y - y0) * (below - above);
  }
  return sum / (samples * samples);
}
