import type { LookBox } from '../../../../src/eye/look-box';
import type { Random } from '../../random';
import { between, sign } from '../stress/draw';
import type { Glyph } from './glyphs';
import type { Mark, PlacedGlyph, Point, Sketch } from './sketch';

/** @returns the longer side of a glyph that is as high as this, a share of the look */
export function sizeOfHeight({ box }: Glyph, height: number): number {
  return (height * Math.max(box.width, box.height)) / box.height;
}

/** Writes a glyph with an unsteady hand. */
export function place(random: Random, glyph: Glyph, x: number, y: number, size: number): PlacedGlyph {
  return {
    glyph,
    x,
    y,
    size,
    rotation: between(random, -0.12, 0.12),
    slant: between(random, -0.18, 0.25),
    stretch: between(random, 0.85, 1.18),
    warp: random() < 0.5 ? between(random, 0.2, 0.9) : 0,
    warpPhase: between(random, 0, 6.28),
  };
}

/** About where a glyph's ink will be, neither turned nor slanted. */
export function outlineOf({ glyph, x, y, size, stretch }: PlacedGlyph): LookBox {
  const scale = size / Math.max(glyph.box.width * stretch, glyph.box.height);
  const [width, height] = [glyph.box.width * stretch * scale, glyph.box.height * scale];
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** The outline of all that is written, or the middle of the view where nothing is. */
export function writingOf({ glyphs, view }: Sketch): LookBox {
  if (glyphs.length === 0) {
    return {
      x: view.x + view.width * 0.3,
      y: view.y + view.height * 0.3,
      width: view.width * 0.4,
      height: view.height * 0.4,
    };
  }
  const boxes = glyphs.map(outlineOf);
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** A box that is larger on all sides by this. */
export function grown({ x, y, width, height }: LookBox, by: number): LookBox {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

/** An ellipse by hand, which ends a little before or after where it began. */
export function ellipse(random: Random, { x, y, width, height }: LookBox): Point[] {
  const turn = between(random, 0.92, 1.08) * 2 * Math.PI * sign(random);
  const start = between(random, 0, 2 * Math.PI);
  const wobble = between(random, 0, 0.05);
  const steps = 28;
  return Array.from({ length: steps + 1 }, (_, k): Point => {
    const angle = start + (turn * k) / steps;
    const radius = 0.5 + wobble * Math.sin(2 * angle + start) + (0.03 * k) / steps;
    return [x + width * (0.5 + radius * Math.cos(angle)), y + height * (0.5 + radius * Math.sin(angle))];
  });
}

/** A line by hand. */
export function wavyLine(random: Random, from: Point, to: Point, wave: number): Point[] {
  const steps = 6;
  const phase = between(random, 0, 6.28);
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  return Array.from({ length: steps + 1 }, (_, k): Point => {
    const t = k / steps;
    const off = wave * Math.sin(4 * t + phase);
    return [from[0] + t * dx - off * dy, from[1] + t * dy + off * dx];
  });
}

/** The corners of a box in turn, each moved a little, back to the first. */
export function rectangle(random: Random, { x, y, width, height }: LookBox, skew: number): Point[] {
  const off = () => between(random, -skew, skew);
  const corners: Point[] = [
    [x + off(), y + off()],
    [x + width + off(), y + off()],
    [x + width + off(), y + height + off()],
    [x + off(), y + height + off()],
  ];
  return [...corners, corners[0]!];
}

/** A line in the ink of what is written. */
export function inInk({ ink }: Sketch, points: readonly Point[], width: number): Mark {
  return { points, width, colour: ink.colour, opacity: ink.opacity };
}
