import type { Box, GreyImage } from './grey-image';

/** A connected component of possible ink. */
export interface Component {
  readonly box: Box;
  /** Indices of its pixels. */
  readonly pixels: Int32Array;
  /** Sum of the strengths of its pixels. */
  readonly mass: number;
  /** Strongest of its pixels. */
  readonly peak: number;
  /** Pixels on the border of the image. */
  readonly borderPixels: number;
  /** Sides of its pixels that face paper: the length of its outline. */
  readonly outline: number;
}

/**
 * Finds the components of ink: pixels of at least a strength, connected across sides and corners.
 *
 * Example: in the row 0 9 9 0 9 with the level 5 there are two, of 2 and 1 pixels.
 *
 * @param strength ink strengths
 * @param level least strength of a pixel
 * @returns the pieces in the order of their first pixel
 */
export function findComponents(strength: GreyImage, level: number): Component[] {
  const { width, height, data } = strength;
  const seen = new Uint8Array(data.length);
  const stack = new Int32Array(data.length);
  const components: Component[] = [];
  for (let start = 0; start < data.length; start++) {
    if (seen[start] || data[start]! < level) continue;
    // The stack is never popped: at the end it holds all the pixels.
    let count = 0;
    let mass = 0;
    let peak = 0;
    let borderPixels = 0;
    let outline = 0;
    let [left, right, top, bottom] = [width, 0, height, 0];
    seen[start] = 1;
    stack[count++] = start;
    for (let done = 0; done < count; done++) {
      const i = stack[done]!;
      const x = i % width;
      const y = (i / width) | 0;
      const value = data[i]!;
      mass += value;
      if (value > peak) peak = value;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) borderPixels++;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const beyond = x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height;
          const j = i + dy * width + dx;
          if (!beyond && data[j]! >= level) {
            if (!seen[j]) {
              seen[j] = 1;
              stack[count++] = j;
            }
          } else if (dx === 0 || dy === 0) outline++;
        }
      }
    }
    const box = { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
    components.push({ box, pixels: stack.slice(0, count), mass, peak, borderPixels, outline });
  }
  return components;
}

/**
 * Mean width of a component's strokes: area over half the outline. The outline along pixel sides is longer than the
 * true one by 4/π on average over directions.
 *
 * Example: a bar of 3×20 pixels: 60 / (46 / 2) × 4/π = 3.3.
 *
 * @returns pixels
 */
export function strokeWidthOf(component: Component): number {
  return ((2 * component.pixels.length) / component.outline) * (4 / Math.PI);
}
