import type { Component } from './components';
import type { GreyImage } from './grey-image';

/** Means of an 8-bit picture's neighbourhoods vary by this much at least. */
const LEAST_DEVIATION = 0.1 / 255;

/**
 * How far pieces of ink stand out from the grain of the paper: the mean over 3×3 pixels around each of their pixels
 * against such means elsewhere. Strokes keep their strength in the mean; specks that noise has made lose it, and
 * grain coarser than a pixel, which neighbours do not tell from paper, shows in the means elsewhere.
 *
 * Example: a stroke of 3 pixels at 0.3 on paper of 0 whose means deviate by 0.01 has its own means at 0.2, 0.3 and
 * 0.2 across: it stands out by 23 deviations.
 *
 * @param strength ink strengths of the whole image
 * @param pieces at least one
 * @returns standard deviations of the means elsewhere; those are taken from the quartiles, which other ink hardly
 *   moves
 */
export function prominenceOf(strength: GreyImage, pieces: readonly Component[]): number {
  const means = neighbourhoodMeans(strength);
  const isPiece = new Uint8Array(means.length);
  let sum = 0;
  let count = 0;
  for (const { pixels } of pieces) {
    for (const i of pixels) {
      isPiece[i] = 1;
      sum += means[i]!;
      count++;
    }
  }
  const elsewhere = means.filter((_, i) => !isPiece[i]).sort();
  if (elsewhere.length === 0) return Number.POSITIVE_INFINITY;
  const quartile = (n: 1 | 2 | 3): number => elsewhere[Math.floor((n * (elsewhere.length - 1)) / 4)]!;
  // The quartiles of a normal distribution lie 1.349 standard deviations apart.
  const deviation = Math.max((quartile(3) - quartile(1)) / 1.349, LEAST_DEVIATION);
  return (sum / count - quartile(2)) / deviation;
}

/** Means over 3×3 pixels; at the border, over the existing ones. */
function neighbourhoodMeans({ width, height, data }: GreyImage): Float32Array {
  const means = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(y - 1, 0), Math.min(y + 1, height - 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(x - 1, 0), Math.min(x + 1, width - 1)];
      let sum = 0;
      for (let row = top; row <= bottom; row++) {
        for (let i = row * width + left; i <= row * width + right; i++) sum += data[i]!;
      }
      means[y * width + x] = sum / ((bottom - top + 1) * (right - left + 1));
    }
  }
  return means;
}
