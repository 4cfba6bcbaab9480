import { CELLS } from '../../../../src/eye/eye-map';
import { DIGIT_FROM, FRAGMENT_BELOW, type Scene, type SceneDigit } from '../../scenes/generator/scene';

/**
 * Of each cell: whether a digit's middle is there (0 or 1), how much that counts (0 or 1), the digit (−1 for none), and the box
 * as `eye-map.ts` reads it.
 */
export const CELL_TARGETS = 7;
export const EYE_TARGETS = CELLS * CELLS * CELL_TARGETS;

/** Cells so near to a digit's middle, as a share of its width and height, learn to name it as well. */
const NEAR = 0.25;

/**
 * Writes what the eye should say of a scene. The cell with a digit's middle has to find it. Those near the middle may or may not,
 * and so may digits of which the border cuts off a part.
 *
 * @param into receives 8×8×7 numbers
 */
export function writeEyeTarget({ digits }: Pick<Scene, 'digits'>, into: Float32Array): void {
  into.fill(0);
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    into[cell * CELL_TARGETS + 1] = 1;
    into[cell * CELL_TARGETS + 2] = -1;
  }
  // Where two digits share a cell, the larger is written last and keeps it.
  const bySize = [...digits].sort((a, b) => areaOf(a) - areaOf(b));
  for (const digit of bySize) if (digit.visible >= FRAGMENT_BELOW) writeNear(digit, into);
  for (const digit of bySize) if (digit.visible >= DIGIT_FROM) writeMiddle(digit, into);
}

function areaOf({ box }: SceneDigit): number {
  return box.width * box.height;
}

function writeNear(digit: SceneDigit, into: Float32Array): void {
  const { box } = digit;
  const [middleX, middleY] = [box.x + box.width / 2, box.y + box.height / 2];
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    const dx = Math.abs(((cell % CELLS) + 0.5) / CELLS - middleX);
    const dy = Math.abs((Math.floor(cell / CELLS) + 0.5) / CELLS - middleY);
    // A cell reaches half a cell to each side.
    if (dx > NEAR * box.width + 0.5 / CELLS || dy > NEAR * box.height + 0.5 / CELLS) continue;
    into[cell * CELL_TARGETS + 1] = 0;
    if (digit.visible >= DIGIT_FROM) writeDigit(digit, cell, into);
  }
}

function writeMiddle(digit: SceneDigit, into: Float32Array): void {
  const { box } = digit;
  const index = (at: number) => Math.min(Math.max(Math.floor(at * CELLS), 0), CELLS - 1);
  const cell = index(box.y + box.height / 2) * CELLS + index(box.x + box.width / 2);
  into[cell * CELL_TARGETS] = 1;
  into[cell * CELL_TARGETS + 1] = 1;
  writeDigit(digit, cell, into);
}

function writeDigit({ label, box }: SceneDigit, cell: number, into: Float32Array): void {
  const at = cell * CELL_TARGETS;
  into[at + 2] = label;
  into[at + 3] = (box.x + box.width / 2) * CELLS - ((cell % CELLS) + 0.5);
  into[at + 4] = (box.y + box.height / 2) * CELLS - (Math.floor(cell / CELLS) + 0.5);
  into[at + 5] = Math.log(box.width);
  into[at + 6] = Math.log(box.height);
}
