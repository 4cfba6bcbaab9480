import type { Raster } from '../../../src/image/raster';

/** The raster as RGBA, for comparison with decoders that always answer so. */
export function toRgba({ width, height, channels, data }: Raster): Uint8Array {
  const rgba = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * channels;
    for (let channel = 0; channel < 3; channel++) {
      rgba[pixel * 4 + channel] = data[from + (channels === 1 ? 0 : channel)]!;
    }
    rgba[pixel * 4 + 3] = channels === 4 ? data[from + 3]! : 255;
  }
  return rgba;
}

/** The largest difference of two channels of the same length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths differ: ${a.length} and ${b.length}`);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}
