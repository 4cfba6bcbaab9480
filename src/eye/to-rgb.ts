import type { Raster } from '../image/raster';

/** @returns an opaque picture with three channels; an RGB one itself */
export function toRgb(raster: Raster): Raster {
  if (raster.channels === 3) return raster;
  const { data: grey } = raster;
  const data = new Uint8Array(3 * grey.length);
  for (let i = 0, o = 0; i < grey.length; i++, o += 3) {
    data[o] = grey[i]!;
    data[o + 1] = grey[i]!;
    data[o + 2] = grey[i]!;
  }
  return { ...raster, channels: 3, data };
}
