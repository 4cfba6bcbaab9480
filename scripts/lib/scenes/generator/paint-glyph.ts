import { GLYPH_SIDE, type Glyph, MIDDLE_SIDE, MIDDLE_UNIT, sampleBytes } from './glyphs';
import { TABLE_MASK, UNIFORM_NOISE } from './noise-tables';
import type { Canvas } from './painter';
import type { Ink, Pen, PlacedGlyph } from './sketch';

/** Ink reaches beyond the glyph's box by up to so many of the glyph's pixels. */
const OVERHANG = 3;
/** Waves per pixel of a glyph that bend it. */
const WARP_FREQUENCY = 0.31;
/** Coverage from which a pixel belongs to the box of the ink. */
const BOX_COVERAGE = 0.4;
/** How much of the level is ink where strokes are as written: as steep as the pixels are many, but not steeper. */
const STEEPEST = 3.5;

/** What of a glyph can be seen. */
export interface Painted {
  /** Pixels of the canvas; empty if nothing can be seen. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Share of the ink that is inside of the view. */
  readonly visible: number;
}

/** Puts a glyph on the canvas with a pen. `luck` is a place in the table of random numbers. */
export function paintGlyph(canvas: Canvas, placed: PlacedGlyph, pen: Pen, ink: Ink, luck: number): Painted {
  const { side, rgb, view } = canvas;
  const { glyph, rotation, slant, stretch, warp, warpPhase } = placed;
  const { box } = glyph;
  const scale = (placed.size * side) / Math.max(box.width * stretch, box.height);
  const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
  const [middleX, middleY] = [placed.x * side, placed.y * side];
  const [boxX, boxY] = [box.x + box.width / 2, box.y + box.height / 2];
  const halfWidth = (box.width / 2 + OVERHANG) * stretch + Math.abs(slant) * (box.height / 2 + OVERHANG);
  const halfHeight = box.height / 2 + OVERHANG;
  const reachX = scale * (Math.abs(cos) * halfWidth + Math.abs(sin) * halfHeight);
  const reachY = scale * (Math.abs(sin) * halfWidth + Math.abs(cos) * halfHeight);
  const depth = depthOf(glyph, pen, scale);
  // Where a glyph's pixel is smaller than the canvas', each of these is the mean of several samples.
  const samples = scale < 0.4 ? 3 : scale < 0.8 ? 2 : 1;

  let [left, top, right, bottom] = [side, side, 0, 0];
  let seen = 0;
  let all = 0;
  for (let y = Math.floor(middleY - reachY); y < middleY + reachY; y++) {
    for (let x = Math.floor(middleX - reachX); x < middleX + reachX; x++) {
      let coverage = 0;
      for (let s = 0; s < samples * samples; s++) {
        const dx = (x + ((s % samples) + 0.5) / samples - middleX) / scale;
        const dy = (y + (Math.floor(s / samples) + 0.5) / samples - middleY) / scale;
        const down = cos * dy - sin * dx;
        const across = (cos * dx + sin * dy + slant * down) / stretch;
        let u = boxX + across;
        let v = boxY + down;
        if (warp > 0) {
          u += warp * Math.sin(WARP_FREQUENCY * down + warpPhase);
          v += warp * Math.sin(WARP_FREQUENCY * across + 2.3 * warpPhase);
        }
        coverage += depth(u, v);
      }
      if (coverage === 0) continue;
      coverage /= samples * samples;
      all += coverage;
      if (x < view.left || y < view.top || x >= view.right || y >= view.bottom) continue;
      seen += coverage;
      if (coverage >= BOX_COVERAGE) {
        left = Math.min(left, x);
        right = Math.max(right, x + 1);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y + 1);
      }
      const missing = ink.grain === 0 ? 0 : ink.grain * UNIFORM_NOISE[luck++ & TABLE_MASK]!;
      const share = coverage * ink.opacity * (1 - missing);
      const at = 3 * (y * side + x);
      rgb[at]! += share * (ink.colour[0] - rgb[at]!);
      rgb[at + 1]! += share * (ink.colour[1] - rgb[at + 1]!);
      rgb[at + 2]! += share * (ink.colour[2] - rgb[at + 2]!);
    }
  }
  return { left, top, right, bottom, visible: all === 0 ? 0 : seen / all };
}

/** How much of a pixel ink covers, 0 to 1, at a place in pixels of the glyph. */
type Depth = (u: number, v: number) => number;

function depthOf(glyph: Glyph, pen: Pen, scale: number): Depth {
  const whole = pen.width === null ? asWritten(glyph, pen.weight, scale) : withPen(glyph, pen.width, scale);
  if (pen.pattern === null) return whole;
  const { kind, spacing, radius, start } = pen.pattern;
  const height = Math.max(glyph.box.width, glyph.box.height);
  const dots = placesAlong(glyph, spacing * height, start);
  const gap = (u: number, v: number) => {
    let nearest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < dots.length; i += 2)
      nearest = Math.min(nearest, (dots[i]! - u) ** 2 + (dots[i + 1]! - v) ** 2);
    return Math.sqrt(nearest) - radius * height;
  };
  if (kind === 'dots') return (u, v) => cover(-gap(u, v) * scale);
  return (u, v) => {
    const coverage = whole(u, v);
    return coverage === 0 ? 0 : Math.min(coverage, cover(gap(u, v) * scale));
  };
}

function asWritten({ pixels }: Glyph, weight: number, scale: number): Depth {
  const steepness = Math.min(Math.max(1.4 * scale, 1), STEEPEST);
  return (u, v) => {
    const level = sampleBytes(pixels, GLYPH_SIDE, u, v, 0) / 255;
    const coverage = 0.5 + (level - 0.5 + (level > 0 ? weight : 0)) * steepness;
    return coverage < 0 ? 0 : coverage > 1 ? 1 : coverage;
  };
}

function withPen(glyph: Glyph, width: number, scale: number): Depth {
  const middle = glyph.middle();
  const pen = width * Math.max(glyph.box.width, glyph.box.height);
  const factor = MIDDLE_SIDE / GLYPH_SIDE;
  const most = Math.min(1, pen * scale);
  return (u, v) => {
    const distance = sampleBytes(middle, MIDDLE_SIDE, u * factor, v * factor, 255) * MIDDLE_UNIT;
    return Math.min(cover((pen / 2 - distance) * scale), most);
  };
}

/** Share of a pixel whose middle is so deep in ink, in pixels of the canvas. */
function cover(depth: number): number {
  return depth <= -0.5 ? 0 : depth >= 0.5 ? 1 : depth + 0.5;
}

/** Places in the middle of the strokes, at least so far apart, from `start` on: x and y in turn. */
function placesAlong(glyph: Glyph, spacing: number, start: number): number[] {
  const middle = glyph.middle();
  const places: number[] = [];
  const first = Math.floor(start * middle.length);
  for (let n = 0; n < middle.length; n++) {
    const i = (first + n) % middle.length;
    if (middle[i]! * MIDDLE_UNIT > 0.4) continue;
    const u = ((i % MIDDLE_SIDE) + 0.5) * (GLYPH_SIDE / MIDDLE_SIDE);
    const v = (Math.floor(i / MIDDLE_SIDE) + 0.5) * (GLYPH_SIDE / MIDDLE_SIDE);
    let free = true;
    for (let k = 0; k < places.length && free; k += 2)
      free = (places[k]! - u) ** 2 + (places[k + 1]! - v) ** 2 >= spacing * spacing;
    if (free) places.push(u, v);
  }
  return places;
}
