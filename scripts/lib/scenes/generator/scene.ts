import type { LookBox } from '../../../../src/eye/look-box';
import type { Raster } from '../../../../src/image/raster';

/** A digit of a scene. */
export interface SceneDigit {
  readonly label: number;
  /** Of its ink, as far as the picture shows it. */
  readonly box: LookBox;
  /** Share of its ink that the picture shows, 0 to 1. */
  readonly visible: number;
}

/** A picture and all that there is to know about it. */
export interface Scene {
  /** RGB; the part of the look that the picture fills. */
  readonly raster: Raster;
  /** Where the picture's upper left pixel lies in the look, and the look's side, in pixels of the picture. */
  readonly left: number;
  readonly top: number;
  readonly side: number;
  /** Digits of which at least a little is seen, in the order of writing. */
  readonly digits: readonly SceneDigit[];
}

/** With less of its ink in the picture than this, a digit is a stroke at the border, which nobody can read. */
export const FRAGMENT_BELOW = 0.4;
/** With at least this, it is a digit that is to be found; in between, either answer is right. */
export const DIGIT_FROM = 0.7;

/**
 * The digit that a picture is about: the largest, where the digits at the border count less.
 *
 * @returns its index; null without digits
 */
export function subjectOf(digits: readonly SceneDigit[]): number | null {
  let best: number | null = null;
  let most = 0;
  digits.forEach(({ box, visible }, index) => {
    if (visible < DIGIT_FROM) return;
    const off = Math.hypot(box.x + box.width / 2 - 0.5, box.y + box.height / 2 - 0.5);
    const worth = Math.max(box.width, box.height) * (1 - off);
    if (worth > most) [best, most] = [index, worth];
  });
  return best;
}
