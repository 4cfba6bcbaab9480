import { CONFIG } from '../../../src/config';
import type { ImageFormat } from '../../../src/domain';
import { decodeImage } from '../../../src/image/decode';
import type { DecodedImage } from '../../../src/image/raster';
import type { FuzzTarget } from './fuzz-target';
import { mutateJpeg } from './mutate-jpeg';
import { mutatePng } from './mutate-png';
import { seedFiles } from './seeds';

/** Decodes files of a format. */
export function pictureTarget(format: ImageFormat): FuzzTarget {
  return {
    seeds: () => seedFiles(format),
    mutate: format === 'png' ? mutatePng : mutateJpeg,
    read: (file) => malformation(decodeImage(file, CONFIG.image)),
  };
}

function malformation({ raster, sourceWidth, sourceHeight }: DecodedImage): string | null {
  const { width, height, channels, data } = raster;
  if (width < 1 || height < 1 || width > sourceWidth || height > sourceHeight) {
    return `raster of ${width}×${height} from ${sourceWidth}×${sourceHeight}`;
  }
  return data.length === width * height * channels
    ? null
    : `${data.length} bytes for ${width}×${height}×${channels}`;
}
