import type { GreyImage } from './grey-image';

/** On darker paper than this, a quotient depends more on noise than on ink. */
export const DARKEST_PAPER = 24;

/**
 * The amount of ink at each pixel, independent of the light. Light multiplies what paper reflects, so the quotient of
 * a pixel and the paper around it does not depend on the light.
 *
 * Example: a pixel of 50 on paper of 200 in the sun, and one of 20 on paper of 80 in the shade, are both 0.75.
 *
 * @param grey dark ink on bright paper
 * @param background the same without ink
 * @param lit whether the levels are light: then quotients are taken, else differences from 0 to 255
 * @returns 0 (paper) to 1 (black)
 */
export function inkStrength(grey: GreyImage, background: GreyImage, lit: boolean): GreyImage {
  const data = new Float32Array(grey.data.length);
  for (let i = 0; i < data.length; i++) {
    const paper = background.data[i]!;
    const missing = paper - grey.data[i]!;
    data[i] = missing / (lit ? Math.max(paper, DARKEST_PAPER) : 255);
  }
  return { ...grey, data };
}
