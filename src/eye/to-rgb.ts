import type { Raster } from '../image/raster';

/** @returns an opaque picture with three channels; an RGB one itself */
export function toRgb(raster: Raster): Raster {
  if (raster.channels === 3) return raster;
  const data = new Uint8Array(3 * raster.data.length);
  raster.data.forEach((level, i) => {
    data.fill(level, 3 * i, 3 * i + 3);
  });
  return { ...raster, channels: 3, data };
}
