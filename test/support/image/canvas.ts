import type { Raster } from '../../../src/image/raster';

/** A grey picture of one level. */
export function canvas(width: number, height: number, level: number): Raster {
  return { width, height, channels: 1, data: new Uint8Array(width * height).fill(level) };
}

/** A copy of a grey picture with a rectangle filled. */
export function fillRect(
  raster: Raster,
  left: number,
  top: number,
  width: number,
  height: number,
  level: number,
): Raster {
  const data = raster.data.slice();
  for (let y = top; y < top + height; y++) {
    data.fill(level, y * raster.width + left, y * raster.width + left + width);
  }
  return { ...raster, data };
}

/** A grey picture turned into one of more channels, pixel by pixel. */
export function recolour(raster: Raster, channels: 3 | 4, colour: (level: number) => number[]): Raster {
  const data = Uint8Array.from(Array.from(raster.data, colour).flat());
  return { ...raster, channels, data };
}
