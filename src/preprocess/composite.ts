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
  const paper = paperOf(rgba);
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    const alpha = rgba[4 * i + 3]! / 255;
    for (let c = 0; c < 3; c++) {
      data[3 * i + c] = paper[c]! + (rgba[4 * i + c]! - paper[c]!) * alpha + 0.5;
    }
  }
  return { width, height, channels: 3, data };
}

/** Mean colour of what is opaque, or the opposite of it where that is ink. */
function paperOf(rgba: Uint8Array): [number, number, number] {
  const sums = [0, 0, 0];
  let opacity = 0;
  for (let o = 0; o < rgba.length; o += 4) {
    const alpha = rgba[o + 3]!;
    opacity += alpha;
    for (let c = 0; c < 3; c++) sums[c] = sums[c]! + alpha * rgba[o + c]!;
  }
  const mean = sums.map((sum) => sum / Math.max(opacity, 1)) as [number, number, number];
  const mostlyOpaque = opacity > (255 * rgba.length) / 4 / 2;
  if (mostlyOpaque) return mean;
  const brightness = (mean[0] + mean[1] + mean[2]) / 3;
  return brightness > 127.5 ? [0, 0, 0] : [255, 255, 255];
}
