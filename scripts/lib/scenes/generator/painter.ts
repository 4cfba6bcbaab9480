import { LOOK_SIDE } from '../../../../src/eye/look-box';
import type { Random } from '../../random';
import { leaveJpegBlocks } from './jpeg-blocks';
import { NORMAL_NOISE, TABLE_MASK } from './noise-tables';
import { paintGlyph } from './paint-glyph';
import type { Scene, SceneDigit } from './scene';
import type { Edge, Mark, Sketch } from './sketch';

/** Where a sketch is painted. */
export interface Canvas {
  /** Pixels per side; at most `LOOK_SIDE`. */
  readonly side: number;
  /** Red, green and blue of every pixel, row by row. */
  readonly rgb: Float32Array;
  /** The pixels that belong to the picture. */
  readonly view: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
}

const VALUES = 3 * LOOK_SIDE * LOOK_SIDE;
/** Side of the table of blotches. */
const TILE = 128;

/** Paints sketches. Its memory is used again for each of them. */
export class Painter {
  private readonly rgb = new Float32Array(VALUES);
  private readonly spare = new Float32Array(VALUES);
  private readonly coverage = new Float32Array(LOOK_SIDE * LOOK_SIDE);

  /**
   * @param random of the grain of paper, ink and camera
   * @returns the picture with its digits
   */
  paint(sketch: Sketch, random: Random): Scene {
    const { side } = sketch.camera;
    const canvas: Canvas = { side, rgb: this.rgb, view: viewOf(sketch) };
    const luck = Math.floor(random() * TABLE_MASK);
    paintPaper(canvas, sketch, luck);
    for (const mark of sketch.printed) this.paintMark(canvas, mark);
    const digits = paintGlyphs(canvas, sketch, luck);
    for (const mark of sketch.drawn) this.paintMark(canvas, mark);
    lightUp(canvas, sketch);
    this.photograph(canvas, sketch, luck);
    const { left, top } = canvas.view;
    return { raster: cutOut(canvas), left, top, side, digits };
  }

  /** A mark's pieces together, so that its ink is even where they overlap. */
  private paintMark({ side, rgb, view }: Canvas, { points, width, colour, opacity }: Mark): void {
    const radius = Math.max((width * side) / 2, 0);
    const most = Math.min(1, 2 * radius) * opacity;
    let [left, top, right, bottom] = [view.right, view.bottom, view.left, view.top];
    for (const [x, y] of points) {
      left = Math.min(left, Math.max(Math.floor(x * side - radius - 1), view.left));
      top = Math.min(top, Math.max(Math.floor(y * side - radius - 1), view.top));
      right = Math.max(right, Math.min(Math.ceil(x * side + radius + 1), view.right));
      bottom = Math.max(bottom, Math.min(Math.ceil(y * side + radius + 1), view.bottom));
    }
    if (left >= right || top >= bottom) return;
    const { coverage } = this;
    for (let y = top; y < bottom; y++) coverage.fill(0, y * side + left, y * side + right);
    for (let i = 0; i < points.length; i++) {
      const [x1, y1] = points[Math.max(i - 1, 0)]!;
      const [x2, y2] = points[i]!;
      if (i === 0 && points.length > 1) continue;
      coverLine(coverage, side, view, [x1 * side, y1 * side, x2 * side, y2 * side], radius);
    }
    for (let y = top; y < bottom; y++) {
      for (let i = y * side + left; i < y * side + right; i++) {
        const share = Math.min(coverage[i]!, most);
        if (share === 0) continue;
        rgb[3 * i]! += share * (colour[0] - rgb[3 * i]!);
        rgb[3 * i + 1]! += share * (colour[1] - rgb[3 * i + 1]!);
        rgb[3 * i + 2]! += share * (colour[2] - rgb[3 * i + 2]!);
      }
    }
  }

  /** Contrast, blur, noise, JPEG and levels. */
  private photograph({ side, rgb }: Canvas, { camera, paper, ink }: Sketch, luck: number): void {
    const length = 3 * side * side;
    const { contrast, noise, negative } = camera;
    if (contrast !== 1) {
      for (let i = 0; i < length; i += 3) {
        for (let c = 0; c < 3; c++)
          rgb[i + c] = paper.colour[c]! + contrast * (rgb[i + c]! - paper.colour[c]!);
      }
    }
    if (camera.bilevel) leaveTwoLevels(rgb, length, paper.colour, ink.colour);
    if (camera.blur > 0) {
      const kernel = gaussianKernel(camera.blur);
      blurAlong(rgb, this.spare, side, 3, 3 * side, kernel);
      blurAlong(this.spare, rgb, side, 3 * side, 3, kernel);
    }
    for (let i = 0; i < length; i++) {
      let level = rgb[i]!;
      if (noise > 0) level += noise * NORMAL_NOISE[(luck + i) & TABLE_MASK]!;
      level = level < 0 ? 0 : level > 255 ? 255 : level;
      rgb[i] = negative ? 255 - level : level;
    }
    if (camera.jpegQuality !== null) leaveJpegBlocks(rgb, side, side, camera.jpegQuality);
  }
}

function viewOf({ view, camera: { side } }: Sketch): Canvas['view'] {
  const at = (share: number) => Math.min(Math.max(Math.round(share * side), 0), side);
  const [left, top] = [at(view.x), at(view.y)];
  return {
    left,
    top,
    right: Math.max(at(view.x + view.width), left + 1),
    bottom: Math.max(at(view.y + view.height), top + 1),
  };
}

function paintGlyphs(canvas: Canvas, { glyphs, pen, ink }: Sketch, luck: number): SceneDigit[] {
  const digits: SceneDigit[] = [];
  for (const placed of glyphs) {
    const { left, top, right, bottom, visible } = paintGlyph(canvas, placed, pen, placed.ink ?? ink, luck);
    const { label } = placed.glyph;
    if (label === null || right <= left) continue;
    const { side } = canvas;
    const box = {
      x: left / side,
      y: top / side,
      width: (right - left) / side,
      height: (bottom - top) / side,
    };
    digits.push({ label, box, visible });
  }
  return digits;
}

function paintPaper({ side, rgb }: Canvas, { paper }: Sketch, luck: number): void {
  const { colour, farColour, direction, blotches, edges } = paper;
  const [cos, sin] = [Math.cos(direction), Math.sin(direction)];
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++, at += 3) {
      const far = 0.5 + cos * ((x + 0.5) / side - 0.5) + sin * ((y + 0.5) / side - 0.5);
      const share = far < 0 ? 0 : far > 1 ? 1 : far;
      rgb[at] = colour[0] + share * (farColour[0] - colour[0]);
      rgb[at + 1] = colour[1] + share * (farColour[1] - colour[1]);
      rgb[at + 2] = colour[2] + share * (farColour[2] - colour[2]);
    }
  }
  for (const edge of edges) paintEdge(side, rgb, edge);
  if (blotches > 0) blotch(side, rgb, blotches, paper.blotchSize, luck);
}

function paintEdge(side: number, rgb: Float32Array, edge: Edge): void {
  for (let i = 0; i < side * side; i++) {
    const share = beyond(edge, ((i % side) + 0.5) / side, (Math.floor(i / side) + 0.5) / side);
    for (let c = 0; c < 3; c++) rgb[3 * i + c]! += share * (edge.colour[c]! - rgb[3 * i + c]!);
  }
}

/** How far beyond a line a place is, 0 to 1. */
function beyond(
  { at, direction, softness }: Pick<Edge, 'at' | 'direction' | 'softness'>,
  x: number,
  y: number,
): number {
  const distance = Math.cos(direction) * (x - at[0]) + Math.sin(direction) * (y - at[1]);
  const share = 0.5 + distance / Math.max(softness, 0.01);
  return share < 0 ? 0 : share > 1 ? 1 : share;
}

function blotch(side: number, rgb: Float32Array, deviation: number, size: number, luck: number): void {
  const step = 1 / (size * side);
  for (let y = 0; y < side; y++) {
    const row = Math.floor(y * step);
    const fy = y * step - row;
    for (let x = 0; x < side; x++) {
      const column = Math.floor(x * step);
      const fx = x * step - column;
      const i = luck + row * TILE + column;
      const above = NORMAL_NOISE[i & TABLE_MASK]! * (1 - fx) + NORMAL_NOISE[(i + 1) & TABLE_MASK]! * fx;
      const below =
        NORMAL_NOISE[(i + TILE) & TABLE_MASK]! * (1 - fx) + NORMAL_NOISE[(i + TILE + 1) & TABLE_MASK]! * fx;
      const change = deviation * (above * (1 - fy) + below * fy);
      const at = 3 * (y * side + x);
      rgb[at]! += change;
      rgb[at + 1]! += change;
      rgb[at + 2]! += change;
    }
  }
}

/** Adds a line's coverage: x1, y1, x2, y2 and the radius in pixels. */
function coverLine(
  coverage: Float32Array,
  side: number,
  view: Canvas['view'],
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  radius: number,
): void {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = Math.max(dx * dx + dy * dy, 1e-9);
  const left = Math.max(Math.floor(Math.min(x1, x2) - radius - 1), view.left);
  const right = Math.min(Math.ceil(Math.max(x1, x2) + radius + 1), view.right);
  const top = Math.max(Math.floor(Math.min(y1, y2) - radius - 1), view.top);
  const bottom = Math.min(Math.ceil(Math.max(y1, y2) + radius + 1), view.bottom);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const [px, py] = [x + 0.5 - x1, y + 0.5 - y1];
      const along = (px * dx + py * dy) / length;
      const t = along < 0 ? 0 : along > 1 ? 1 : along;
      const [ex, ey] = [px - t * dx, py - t * dy];
      const share = radius + 0.5 - Math.sqrt(ex * ex + ey * ey);
      const i = y * side + x;
      if (share > coverage[i]!) coverage[i] = share > 1 ? 1 : share;
    }
  }
}

function lightUp({ side, rgb }: Canvas, { light }: Sketch): void {
  const { gradient, direction, vignette, shadows } = light;
  if (gradient === 0 && vignette === 0 && shadows.length === 0) return;
  const [cos, sin] = [Math.cos(direction), Math.sin(direction)];
  for (let i = 0; i < side * side; i++) {
    const x = ((i % side) + 0.5) / side;
    const y = (Math.floor(i / side) + 0.5) / side;
    const far = Math.min(Math.max(0.5 + cos * (x - 0.5) + sin * (y - 0.5), 0), 1);
    let level = 1 - gradient * far;
    level *= 1 - vignette * 2 * ((x - 0.5) ** 2 + (y - 0.5) ** 2);
    for (const shadow of shadows) level *= 1 - shadow.depth * beyond(shadow, x, y);
    rgb[3 * i]! *= level;
    rgb[3 * i + 1]! *= level;
    rgb[3 * i + 2]! *= level;
  }
}

/** What is nearer to the ink becomes ink. */
function leaveTwoLevels(
  rgb: Float32Array,
  length: number,
  paper: ArrayLike<number>,
  ink: ArrayLike<number>,
): void {
  for (let i = 0; i < length; i += 3) {
    let toPaper = 0;
    let toInk = 0;
    for (let c = 0; c < 3; c++) {
      toPaper += Math.abs(rgb[i + c]! - paper[c]!);
      toInk += Math.abs(rgb[i + c]! - ink[c]!);
    }
    for (let c = 0; c < 3; c++) rgb[i + c] = toInk < toPaper ? ink[c]! : paper[c]!;
  }
}

function gaussianKernel(sigma: number): Float32Array {
  const radius = Math.max(1, Math.ceil(2 * sigma));
  const kernel = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = kernel.reduce((sum, weight) => sum + weight);
  return kernel.map((weight) => weight / total);
}

/** Blurs along one axis; the border's pixels go on beyond it. */
function blurAlong(
  from: Float32Array,
  to: Float32Array,
  side: number,
  step: number,
  stride: number,
  kernel: Float32Array,
): void {
  const radius = (kernel.length - 1) / 2;
  for (let line = 0; line < side; line++) {
    for (let i = 0; i < side; i++) {
      const start = line * stride;
      let [red, green, blue] = [0, 0, 0];
      for (let k = -radius; k <= radius; k++) {
        const place = i + k < 0 ? 0 : i + k >= side ? side - 1 : i + k;
        const at = start + place * step;
        const weight = kernel[k + radius]!;
        red += weight * from[at]!;
        green += weight * from[at + 1]!;
        blue += weight * from[at + 2]!;
      }
      const at = start + i * step;
      to[at] = red;
      to[at + 1] = green;
      to[at + 2] = blue;
    }
  }
}

/** The picture alone, in whole levels. */
function cutOut({ side, rgb, view }: Canvas): Scene['raster'] {
  const [width, height] = [view.right - view.left, view.bottom - view.top];
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const from = 3 * ((view.top + y) * side + view.left);
    for (let i = 0; i < 3 * width; i++) {
      const level = Math.round(rgb[from + i]!);
      data[3 * y * width + i] = level < 0 ? 0 : level > 255 ? 255 : level;
    }
  }
  return { width, height, channels: 3, data };
}
