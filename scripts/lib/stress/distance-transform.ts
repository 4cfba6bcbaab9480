/** Stands for "no such pixel anywhere": far, yet small enough to be squared and added. */
const FAR = 1e6;

/**
 * Euclidean distance of every pixel to the nearest pixel of a set, in time linear in the pixels
 * (P. Felzenszwalb, D. Huttenlocher, "Distance transforms of sampled functions", 2012).
 *
 * Example: in a row of 4 with the set {1} the distances are 1, 0, 1, 2.
 *
 * @param inside 1 for pixels of the set, 0 for others, row by row
 * @returns distances in pixels; about 1000 everywhere when the set is empty
 */
export function distanceTransform(inside: Uint8Array, width: number, height: number): Float32Array {
  const squared = Float32Array.from(inside, (member) => (member ? 0 : FAR));
  const line = new Float64Array(Math.max(width, height));
  for (let x = 0; x < width; x++) transformLine(squared, x, width, height, line);
  for (let y = 0; y < height; y++) transformLine(squared, y * width, 1, width, line);
  return squared.map(Math.sqrt);
}

/** Lower envelope of the parabolas that stand on one row or column of squared distances, written back to it. */
function transformLine(
  squared: Float32Array,
  start: number,
  stride: number,
  length: number,
  line: Float64Array,
): void {
  for (let i = 0; i < length; i++) line[i] = squared[start + i * stride]!;
  const vertices = [0];
  const bounds = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let q = 1; q < length; q++) {
    let crossing = intersection(line, vertices.at(-1)!, q);
    while (crossing <= bounds[vertices.length - 1]!) {
      vertices.pop();
      crossing = intersection(line, vertices.at(-1)!, q);
    }
    vertices.push(q);
    bounds[vertices.length - 1] = crossing;
    bounds[vertices.length] = Number.POSITIVE_INFINITY;
  }
  for (let q = 0, k = 0; q < length; q++) {
    while (bounds[k + 1]! < q) k++;
    squared[start + q * stride] = (q - vertices[k]!) ** 2 + line[vertices[k]!]!;
  }
}

/** Where the parabolas that stand on p and q meet. */
function intersection(line: Float64Array, p: number, q: number): number {
  return (line[q]! + q * q - (line[p]! + p * p)) / (2 * (q - p));
}
