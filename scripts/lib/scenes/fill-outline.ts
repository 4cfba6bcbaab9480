/** A closed line through its points, in pixels. */
export type Outline = [x: number, y: number][];

/**
 * Fills outlines by the non-zero winding rule, as fonts want it: an inner outline that runs the other way is a hole.
 *
 * Example: the square (1, 1) (3, 1) (3, 3) (1, 3) in 4×4 fills the four pixels in the middle.
 *
 * @param outlines closed lines
 * @param side of the square image in pixels
 * @returns 1 where a pixel's middle is inside, row by row
 */
export function fillOutline(outlines: readonly Outline[], side: number): Uint8Array {
  const filled = new Uint8Array(side * side);
  for (let row = 0; row < side; row++) {
    const crossings = crossingsAt(outlines, row + 0.5);
    let winding = 0;
    crossings.forEach(({ x, direction }, k) => {
      winding += direction;
      const next = crossings[k + 1];
      if (winding === 0 || next === undefined) return;
      const first = Math.max(Math.ceil(x - 0.5), 0);
      const end = Math.min(Math.ceil(next.x - 0.5), side);
      if (end > first) filled.fill(1, row * side + first, row * side + end);
    });
  }
  return filled;
}

/** Where outlines cross a height, from left to right, and whether they go down (1) or up (−1) there. */
function crossingsAt(outlines: readonly Outline[], y: number): { x: number; direction: number }[] {
  const crossings: { x: number; direction: number }[] = [];
  for (const outline of outlines) {
    outline.forEach(([x1, y1], i) => {
      const [x2, y2] = outline[(i + 1) % outline.length]!;
      if (y1 <= y === y2 <= y) return;
      crossings.push({ x: x1 + ((y - y1) / (y2 - y1)) * (x2 - x1), direction: y2 > y1 ? 1 : -1 });
    });
  }
  return crossings.sort((a, b) => a.x - b.x);
}
