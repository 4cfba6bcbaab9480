import type { Raster } from '../../../src/image/raster';
import { composite } from '../../../src/preprocess/composite';

/** @returns the same picture with three channels, transparent ones on the paper that the service lays them on */
export function toRgb(raster: Raster): Raster {
  const opaque = composite(raster);
  if (opaque.channels === 3) return opaque;
  const data = new Uint8Array(3 * opaque.data.length);
  opaque.data.forEach((level, i) => {
    data.fill(level, 3 * i, 3 * i + 3);
  });
  return { ...opaque, channels: 3, data };
}
