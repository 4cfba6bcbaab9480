import type { Polarity } from '../domain';
import type { GreyImage } from './grey-image';

/** Between these shares of darker departures the picture could be either. */
const DOUBT = [0.3, 0.7] as const;

/** However certain it seems, the other polarity may still read better: shaded paper distorts the departures. */
const MOST_HEAD_START = 5;

/** Evidence from the departures from the paper. */
export interface LikelyPolarity {
  readonly polarity: Polarity;
  readonly doubtful: boolean;
  /** How many times more plausible the other polarity must read: the square root of the odds, 1 to 5. */
  readonly headStart: number;
}

/**
 * The polarity that the departures from the paper suggest.
 *
 * Example: 0.9 of the departures are darker: dark on light, without doubt, with a head start of √9 = 3.
 *
 * @param darkerShare share of the departures from the paper that are darker than it, 0 to 1
 */
export function likelyPolarity(darkerShare: number): LikelyPolarity {
  const share = Math.max(darkerShare, 1 - darkerShare);
  return {
    polarity: darkerShare >= 0.5 ? 'dark_on_light' : 'light_on_dark',
    doubtful: darkerShare > DOUBT[0] && darkerShare < DOUBT[1],
    headStart: Math.min(Math.sqrt(share / (1 - share)), MOST_HEAD_START),
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
