import type { Random } from '../../random';
import { between, pick } from '../stress/draw';
import type { Point } from '../stress/draw-strokes';
import { type Strokes, straight } from './strokes';

/** A 1 with a long upstroke and perhaps a foot, or written in one go with a loop at its top. */
export function drawOne(random: Random): Strokes {
  if (random() < 0.15) return [looped(random)];
  const stem = between(random, 0.5, 0.75);
  const reach = between(random, 0.12, 0.65);
  const flag: Point[] = [
    [stem - reach, between(random, 0.15 + 0.1 * reach, 0.35 + reach)],
    [stem - reach * 0.45, between(random, 0.12, 0.35)],
    [stem, 0],
  ];
  const ground = stem + between(random, -0.06, 0.05);
  const foot = pick(random, ['none', 'none', 'none', 'bar', 'hook'] as const);
  if (foot === 'hook') return [flag, hooked(random, stem, ground)];
  const strokes = [flag, straight([stem, 0], [ground, 1])];
  if (foot === 'bar') {
    const half = between(random, 0.12, 0.35);
    strokes.push(straight([ground - half, 1], [ground + half, 1 + between(random, -0.06, 0.04)]));
  }
  return strokes;
}

function hooked(random: Random, stem: number, ground: number): Point[] {
  return [
    [stem, 0],
    [ground, 0.6],
    [ground, 0.92],
    [ground + between(random, 0.08, 0.14), 1],
    [ground + between(random, 0.14, 0.28), between(random, 0.9, 1)],
  ];
}

/** As an l in joined-up writing. */
function looped(random: Random): Point[] {
  const stem = between(random, 0.5, 0.6);
  const half = between(random, 0.04, 0.1);
  const top = between(random, 0.1, 0.25);
  return [
    [stem - between(random, 0.2, 0.45), between(random, 0.6, 1)],
    [stem, between(random, 0.45, 0.6)],
    [stem + half, top],
    [stem, 0],
    [stem - half, top],
    [stem, 0.75],
    [stem + 0.06, between(random, 0.92, 1)],
    [stem + between(random, 0.08, 0.3), between(random, 0.85, 1)],
  ];
}
