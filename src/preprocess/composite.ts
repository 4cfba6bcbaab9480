import type { Raster } from '../image/raster';

type Colour = readonly [red: number, green: number, blue: number];

const WHITE: Colour = [255, 255, 255];
const BLACK: Colour = [0, 0, 0];

/** A pixel this transparent, of 255, does not belong to the sheet; nor does its soft edge, which would look like a line. */
const LEAST_TRANSPARENCY = 8;

/**
 * Composites a transparent picture on paper that contrasts with its ink.
 *
 * - Most of the picture is transparent: the opaque part is the ink, and the paper is white under dark ink and black under
 *   bright ink.
 * - Most of it is opaque: holes are shown on white, as in a browser. A digit may have been cut out.
 *   If the border is less opaque than the rest, this is a sheet with transparent surroundings or round corners: the
 *   surroundings take the mean colour of the sheet, so that its edge does not become ink.
 *
 * Example: black ink at alpha 51 on an empty canvas is 20 % ink on white: 204, 204, 204.
 *
 * @param raster grey, RGB or RGBA with straight alpha
 * @returns the raster itself if it has no alpha, otherwise an opaque RGB copy
 */
export function composite(raster: Raster): Raster {
  if (raster.channels !== 4) return raster;
  const { colour, opacity } = meanOf(raster);
  if (opacity <= 255 / 2) return layOn(raster, isBright(colour) ? BLACK : WHITE, null, WHITE);
  const hasSurroundings = borderOpacity(raster) < opacity;
  return layOn(raster, WHITE, hasSurroundings ? findSurroundings(raster) : null, colour);
}

/**
 * Composites a picture on two papers.
 *
 * @param isAround 1 for the pixels on the second one; null if there are none
 */
function layOn(
  { width, height, data: rgba }: Raster,
  paper: Colour,
  isAround: Uint8Array | null,
  around: Colour,
): Raster {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0, o = 0; o < data.length; i += 4, o += 3) {
    const alpha = rgba[i + 3]! / 255;
    const [red, green, blue] = isAround?.[i >> 2] ? around : paper;
    data[o] = red + (rgba[i]! - red) * alpha + 0.5;
    data[o + 1] = green + (rgba[i + 1]! - green) * alpha + 0.5;
    data[o + 2] = blue + (rgba[i + 2]! - blue) * alpha + 0.5;
  }
  return { width, height, channels: 3, data };
}

/** Mean colour of the opaque pixels, and mean alpha. */
function meanOf({ width, height, data: rgba }: Raster): { colour: Colour; opacity: number } {
  let [red, green, blue, opacity] = [0, 0, 0, 0];
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3]!;
    red += alpha * rgba[i]!;
    green += alpha * rgba[i + 1]!;
    blue += alpha * rgba[i + 2]!;
    opacity += alpha;
  }
  const total = Math.max(1, opacity);
  return { colour: [red / total, green / total, blue / total], opacity: opacity / (width * height) };
}

function isBright([red, green, blue]: Colour): boolean {
  return red + green + blue > 3 * 127.5;
}

/** Mean alpha of the outermost pixels. */
function borderOpacity({ width, height, data: rgba }: Raster): number {
  let opacity = 0;
  let pixels = 0;
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step, pixels++) opacity += rgba[4 * (y * width + x) + 3]!;
  }
  return opacity / pixels;
}

/** Marks with 1 the transparent pixels connected to the border, across sides and corners. */
function findSurroundings({ width, height, data: rgba }: Raster): Uint8Array {
  const isAround = new Uint8Array(width * height);
  const queue = new Int32Array(width * height);
  let end = 0;
  const visit = (x: number, y: number): void => {
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    const i = y * width + x;
    if (isAround[i] || 255 - rgba[4 * i + 3]! < LEAST_TRANSPARENCY) return;
    isAround[i] = 1;
    queue[end++] = i;
  };
  for (let x = 0; x < width; x++) for (const y of [0, height - 1]) visit(x, y);
  for (let y = 0; y < height; y++) for (const x of [0, width - 1]) visit(x, y);
  for (let done = 0; done < end; done++) {
    const [x, y] = [queue[done]! % width, Math.floor(queue[done]! / width)];
    for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) visit(x + dx, y + dy);
  }
  return isAround;
}
