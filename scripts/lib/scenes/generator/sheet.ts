import { LOOK_SIDE } from '../../../../src/eye/look-box';
import type { SceneGenerator } from './generator';
import { FRAGMENT_BELOW, type Scene, subjectOf } from './scene';

/** Each scene is shown twice as large as the network sees it, with a gap. */
const ZOOM = 2;
const GAP = 4;
const CELL = LOOK_SIDE * ZOOM + GAP;
const BEYOND = [255, 0, 255] as const;
const SUBJECT = [0, 200, 0] as const;
const OTHER = [255, 140, 0] as const;

/**
 * Draws scenes with their boxes: green around the digit that the picture is about, orange around others, magenta where
 * there is no picture.
 *
 * @param rows names of kinds, or `any-picture` and `any-crop` for all of them mixed
 */
export function drawSheet(
  generator: SceneGenerator,
  rows: readonly string[],
  columns: number,
  seed: number,
): { readonly width: number; readonly height: number; readonly rgba: Uint8Array } {
  const [width, height] = [columns * CELL, rows.length * CELL];
  const rgba = new Uint8Array(4 * width * height).fill(255);
  rows.forEach((name, row) => {
    for (let column = 0; column < columns; column++) {
      const scene =
        name === 'any-picture' || name === 'any-crop'
          ? generator.scene(name === 'any-crop' ? 'crop' : 'picture', seed, column)
          : generator.sceneOf(name, seed, column);
      drawScene(rgba, width, column * CELL, row * CELL, scene);
    }
  });
  return { width, height, rgba };
}

function drawScene(rgba: Uint8Array, width: number, left: number, top: number, scene: Scene): void {
  const shown = LOOK_SIDE * ZOOM;
  const { raster, side } = scene;
  const dot = (x: number, y: number, colour: ArrayLike<number>) => {
    if (x < 0 || y < 0 || x >= shown || y >= shown) return;
    for (let c = 0; c < 3; c++) rgba[4 * ((top + y) * width + left + x) + c] = colour[c]!;
  };
  for (let y = 0; y < shown; y++) {
    for (let x = 0; x < shown; x++) {
      const column = Math.floor((x * side) / shown) - scene.left;
      const row = Math.floor((y * side) / shown) - scene.top;
      const isInside = column >= 0 && row >= 0 && column < raster.width && row < raster.height;
      const at = 3 * (row * raster.width + column);
      dot(x, y, isInside ? raster.data.subarray(at, at + 3) : BEYOND);
    }
  }
  const subject = subjectOf(scene.digits);
  scene.digits.forEach(({ box, visible }, index) => {
    if (visible < FRAGMENT_BELOW) return;
    const colour = index === subject ? SUBJECT : OTHER;
    const [x1, y1] = [Math.round(box.x * shown), Math.round(box.y * shown)];
    const [x2, y2] = [x1 + Math.round(box.width * shown), y1 + Math.round(box.height * shown)];
    for (let x = x1; x <= x2; x++) for (const y of [y1, y2]) dot(x, y, colour);
    for (let y = y1; y <= y2; y++) for (const x of [x1, x2]) dot(x, y, colour);
  });
}
