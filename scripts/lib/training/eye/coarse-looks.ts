import { look } from '../../../../src/eye/look';
import { LOOK_SIDE } from '../../../../src/eye/look-box';
import { COARSE_SIDE } from '../../../../src/eye/sight';
import { DIGIT_FROM, FRAGMENT_BELOW, type Scene, type SceneDigit } from '../../scenes/generator/scene';
import { writeEyeTarget } from './eye-target';

const PER_SIDE = LOOK_SIDE / COARSE_SIDE;
/** Coarse looks that fill a look. */
export const QUARTERS = PER_SIDE ** 2;
/** A digit whose longer side has fewer pixels may be found or not. */
const FEWEST_PIXELS = 7;

/**
 * Shows scenes coarsely, as the quarters of one look: the eye answers each cell from what is near it, so that its map of them is
 * the four maps of the coarse looks, whose boxes are in whole looks as well.
 *
 * @param scenes four, or fewer
 * @param pixels receives 64×64×3 values
 * @param target receives 8×8×7 numbers
 */
export function writeCoarseLooks(scenes: readonly Scene[], pixels: Float32Array, target: Float32Array): void {
  const seen = new Float32Array(COARSE_SIDE * COARSE_SIDE * 3);
  const row = COARSE_SIDE * 3;
  const digits: SceneDigit[] = [];
  scenes.forEach(({ raster, left, top, side, digits: ofScene }, quarter) => {
    const [column, line] = [quarter % PER_SIDE, Math.floor(quarter / PER_SIDE)];
    look(raster, { x: -left, y: -top, side }, seen);
    for (let y = 0; y < COARSE_SIDE; y++) {
      const to = (line * COARSE_SIDE + y) * LOOK_SIDE * 3 + column * row;
      pixels.set(seen.subarray(y * row, (y + 1) * row), to);
    }
    digits.push(...ofScene.map((digit) => inQuarter(digit, column, line)));
  });
  writeEyeTarget({ digits }, target);
}

function inQuarter({ label, box, visible }: SceneDigit, column: number, line: number): SceneDigit {
  const isLegible = Math.max(box.width, box.height) * COARSE_SIDE >= FEWEST_PIXELS;
  return {
    label,
    box: {
      x: (column + box.x) / PER_SIDE,
      y: (line + box.y) / PER_SIDE,
      width: box.width / PER_SIDE,
      height: box.height / PER_SIDE,
    },
    visible: isLegible ? visible : Math.min(visible, (FRAGMENT_BELOW + DIGIT_FROM) / 2),
  };
}
