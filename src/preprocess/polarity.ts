import type { GreyImage } from './grey-image';

/** Which of the two is brighter. */
export type Polarity = 'dark_on_light' | 'light_on_dark';

/** Between these shares of darker departures the picture could be either. */
const DOUBT = [0.3, 0.7] as const;

/**
 * The polarity that the departures from the paper speak for.
 *
 * Example: 0.95 of the departures are darker: dark on light, without doubt.
 *
 * @param darkerShare share of the departures from the paper that are darker than it, 0 to 1
 */
export function likelyPolarity(darkerShare: number): { polarity: Polarity; doubtful: boolean } {
  return {
    polarity: darkerShare >= 0.5 ? 'dark_on_light' : 'light_on_dark',
    doubtful: darkerShare > DOUBT[0] && darkerShare < DOUBT[1],
  };
}

export function oppositeOf(polarity: Polarity): Polarity {
  return polarity === 'dark_on_light' ? 'light_on_dark' : 'dark_on_light';
}

/** Swaps dark and bright: 200 becomes 55. */
export function invert(grey: GreyImage): GreyImage {
  const data = new Float32Array(grey.data.length);
  for (let i = 0; i < data.length; i++) data[i] = 255 - grey.data[i]!;
  return { ...grey, data };
}
