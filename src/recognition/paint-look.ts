import { CELL_PIXELS, cellsOf, EYE_OUTPUTS } from '../eye/eye-map';
import { sideOf } from '../eye/look';
import { LOOK_SIDE } from '../eye/look-box';
import type { Sight } from '../eye/sight';
import { encodePng } from '../image/png/encode-png';

/** A look and its map, as pictures. */
export interface PaintedLook {
  /** PNG file, 64×64: the part of the picture that the eye looked at, as its network was shown it. */
  readonly seenPng: Uint8Array;
  /** PNG file, 64×64: the surer the eye is that the middle of a digit is there, the brighter each of 8×8 squares. */
  readonly mapPng: Uint8Array;
}

/** Grey levels of a deviation of the picture: three of them to either side of the mean are told apart. */
const DEVIATION = 42;

/** Paints what the eye was shown, and where it found digits. */
export function paintLook({ seen, map }: Pick<Sight, 'seen' | 'map'>): PaintedLook {
  const pixels = LOOK_SIDE * LOOK_SIDE;
  const side = sideOf(seen);
  const cells = cellsOf(map);
  const shown = new Uint8ClampedArray(4 * pixels).fill(255);
  const found = new Uint8ClampedArray(4 * pixels).fill(255);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const x = Math.floor(((pixel % LOOK_SIDE) * side) / LOOK_SIDE);
    const y = Math.floor((Math.floor(pixel / LOOK_SIDE) * side) / LOOK_SIDE);
    const cell = Math.floor(y / CELL_PIXELS) * cells + Math.floor(x / CELL_PIXELS);
    const odds = map[cell * EYE_OUTPUTS]!;
    found.fill(255 / (1 + Math.exp(-odds)), 4 * pixel, 4 * pixel + 3);
    for (let c = 0; c < 3; c++) shown[4 * pixel + c] = 127.5 + DEVIATION * seen[3 * (y * side + x) + c]!;
  }
  return {
    seenPng: encodePng(shown, LOOK_SIDE, LOOK_SIDE),
    mapPng: encodePng(found, LOOK_SIDE, LOOK_SIDE),
  };
}
