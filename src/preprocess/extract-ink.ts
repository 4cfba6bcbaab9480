import type { Component } from './components';
import type { GreyImage } from './grey-image';
import type { InkLevels } from './ink-threshold';

/** Ink counts as full from this share of its mean strength: pens press unevenly, MNIST's strokes are white inside. */
const FULL = 0.85;

/**
 * Keeps the pieces of the digit, with one pixel of fringe around them, and stretches their strengths: paper becomes
 * 0 and ink 1.
 *
 * Example: with paper 0.05 and ink 0.45, a pixel of a piece at 0.25 becomes 0.2 / 0.34 = 0.59.
 *
 * @param strength ink strengths of the whole image
 * @param pieces what to keep
 * @param levels strengths of paper and ink
 */
export function extractInk(strength: GreyImage, pieces: readonly Component[], levels: InkLevels): GreyImage {
  const { width, height } = strength;
  const from = Math.min(levels.paper + 2 * levels.noise, levels.fringe);
  const span = FULL * (levels.ink - levels.paper) + levels.paper - from;
  const data = new Float32Array(width * height);
  const kept = new Uint8Array(width * height);
  const keep = (i: number): void => {
    if (kept[i]) return;
    kept[i] = 1;
    data[i] = Math.min(Math.max((strength.data[i]! - from) / span, 0), 1);
  };
  for (const { pixels } of pieces) {
    for (let p = 0; p < pixels.length; p++) {
      const i = pixels[p]!;
      const x = i % width;
      const y = (i / width) | 0;
      for (let row = Math.max(y - 1, 0); row <= Math.min(y + 1, height - 1); row++) {
        for (let column = Math.max(x - 1, 0); column <= Math.min(x + 1, width - 1); column++) {
          keep(row * width + column);
        }
      }
    }
  }
  return { width, height, data };
}
