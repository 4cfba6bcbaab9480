// One channel of a scanline each. What lies to the left of the first pixel counts as 0.

export function undoSub(filtered: Uint8Array, row: Uint8Array, first: number, step: number): void {
  let left = 0;
  for (let i = first; i < filtered.length; i += step) {
    left = (filtered[i]! + left) & 255;
    row[i] = left;
  }
}

export function undoAverage(
  filtered: Uint8Array,
  row: Uint8Array,
  above: Uint8Array,
  first: number,
  step: number,
): void {
  let left = 0;
  for (let i = first; i < filtered.length; i += step) {
    left = (filtered[i]! + ((left + above[i]!) >> 1)) & 255;
    row[i] = left;
  }
}

export function undoPaeth(
  filtered: Uint8Array,
  row: Uint8Array,
  above: Uint8Array,
  first: number,
  step: number,
): void {
  let left = 0;
  let upperLeft = 0;
  for (let i = first; i < filtered.length; i += step) {
    const up = above[i]!;
    left = (filtered[i]! + paeth(left, up, upperLeft)) & 255;
    row[i] = left;
    upperLeft = up;
  }
}

/** The Paeth predictor, PNG specification §9.4: whichever of left, above and upper left is nearest to their linear prediction. */
export function paeth(left: number, above: number, upperLeft: number): number {
  const toLeft = Math.abs(above - upperLeft);
  const toAbove = Math.abs(left - upperLeft);
  const toUpperLeft = Math.abs(left + above - 2 * upperLeft);
  if (toLeft <= toAbove && toLeft <= toUpperLeft) return left;
  return toAbove <= toUpperLeft ? above : upperLeft;
}
