/**
 * Thins a binary shape to lines one pixel wide that keep its topology
 * (T. Zhang, C. Suen, "A fast parallel algorithm for thinning digital patterns", CACM 27, 1984).
 *
 * Example: a bar of 3×9 becomes the line in its middle.
 *
 * @param shape 1 inside, 0 outside, row by row; what touches the image's border is kept as it is there
 * @returns the skeleton in the same form
 */
export function thin(shape: Uint8Array, width: number, height: number): Uint8Array {
  const skeleton = shape.slice();
  let changed = true;
  while (changed) {
    changed = false;
    for (const pass of [0, 1]) {
      const removable = findRemovable(skeleton, width, height, pass);
      for (const i of removable) skeleton[i] = 0;
      changed ||= removable.length > 0;
    }
  }
  return skeleton;
}

function findRemovable(shape: Uint8Array, width: number, height: number, pass: number): number[] {
  const removable: number[] = [];
  const around = new Uint8Array(9);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      if (!shape[i]) continue;
      // P2 to P9 of the paper: clockwise from the north, then the north again.
      around[0] = around[8] = shape[i - width]!;
      around[1] = shape[i - width + 1]!;
      around[2] = shape[i + 1]!;
      around[3] = shape[i + width + 1]!;
      around[4] = shape[i + width]!;
      around[5] = shape[i + width - 1]!;
      around[6] = shape[i - 1]!;
      around[7] = shape[i - width - 1]!;
      let neighbours = 0;
      let transitions = 0;
      for (let k = 0; k < 8; k++) {
        neighbours += around[k]!;
        if (!around[k] && around[k + 1]) transitions++;
      }
      const [north, east, south, west] = [around[0], around[2], around[4], around[6]] as number[];
      const open =
        pass === 0
          ? !(north! && east! && south!) && !(east! && south! && west!)
          : !(north! && east! && west!) && !(north! && south! && west!);
      if (neighbours >= 2 && neighbours <= 6 && transitions === 1 && open) removable.push(i);
    }
  }
  return removable;
}
