import type { Raster } from '../image/raster';

/**
 * Lays what is transparent on paper that its ink stands out from. Where most of the picture is opaque, that is the
 * colour of the opaque part; else the opaque part is the ink, and the paper is white under dark ink and black under
 * bright ink.
 *
 * Example: black ink at alpha 51 on an empty canvas is 20 % ink on white: 204, 204, 204.
 *
 * @param raster grey, RGB or RGBA with straight alpha
 * @returns the raster itself when it has no alpha, else an opaque RGB copy
 */
export function composite(raster: Raster): Raster {
  if (raster.channels !== 4) return raster;
  const { width, height, data: rgba } = raster;
  const [red, green, blue] = paperOf(rgba);
  const data = new Uint8Array(3 * width * height);
  for (let i = 0, o = 0; o < data.length; i += 4, o += 3) {
    const alpha = rgba[i + 3]! / 255;
    data[o] = red + (rgba[i]! - red) * alpha + 0.5;
    data[o + 1] = green + (rgba[i + 1]! - green) * alpha + 0.5;
    data[o + 2] = blue + (rgba[i + 2]! - blue) * alpha + 0.5;
  }
  return { width, height, channels: 3, data };
}

/** Mean colour of what is opaque, or the opposite of it where that is ink. */
function paperOf(rgba: Uint8Array): [red: number, green: number, blue: number] {
  let [red, green, blue, opacity] = [0, 0, 0, 0];
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3]!;
    red += alpha * rgba[i]!;
    green += alpha * rgba[i + 1]!;
    blue += alpha * rgba[i + 2]!;
    opacity += alpha;
  }
  const isMostlyOpaque = opacity > (255 / 2) * (rgba.length / 4);
  if (isMostlyOpaque) return [red / opacity, green / opacity, blue / opacity];
  const isBright = red + green + blue > 3 * 127.5 * opacity;
  return isBright ? [0, 0, 0] : [255, 255, 255];
}
