import type { Random } from '../../random';
import { between } from '../stress/draw';
import type { Point } from '../stress/draw-strokes';
import { type Strokes, straight } from './strokes';

/** A 3 with a flat top. */
export function drawThree(random: Random): Strokes {
  const right = between(random, 0.7, 0.85);
  const waist = between(random, 0.35, 0.45);
  const top = straight([between(random, 0.15, 0.25), between(random, 0, 0.08)], [right, 0]);
  const neck = straight([right, 0], [between(random, 0.4, 0.5), waist]);
  const bowl: Point[] = [
    neck[2]!,
    [right, waist + 0.12],
    [right - 0.02, 0.85],
    [0.45, 1],
    [between(random, 0.1, 0.25), between(random, 0.82, 0.95)],
  ];
  return [top, neck, bowl];
}
