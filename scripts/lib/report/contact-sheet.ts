import { encode as encodeJpeg } from 'jpeg-js';
import { encodePng } from '../../../src/image/png/encode-png';
import type { Raster } from '../../../src/image/raster';
import { reduce } from '../../../src/preprocess/reduce';
import type { Outcome } from './outcome';
import { reductionFactor } from './reduction-factor';
import type { Picture } from './report';

/** A picture, the network's input, and a caption. */
export interface Exhibit {
  readonly raster: Raster;
  /** 784 values, 0 to 1. */
  readonly pixels: Float32Array;
  readonly caption: string;
  readonly name: string;
}

const COLUMNS = 4;
const SIDE = 112;
const CELL_WIDTH = 2 * SIDE + 24;
const CELL_HEIGHT = SIDE + 44;
/** Characters of a name that fit under a pair of pictures; the end of a name is the most specific. */
const NAME_LENGTH = 38;
/** Larger pictures are reduced: more than two pixels per pixel of the sheet are invisible. */
const MAX_PIXELS = (2 * SIDE) ** 2;
/** Up to this many pixels a picture is embedded losslessly; the grain of larger photographs would take megabytes. */
const MAX_LOSSLESS_PIXELS = 64 ** 2;
const JPEG_QUALITY = 85;
/** Most mistakes on a sheet. */
const WORST = 24;

/**
 * Shows pictures beside the network's input and its answer.
 * @returns a self-contained SVG document
 */
export function drawContactSheet(exhibits: readonly Exhibit[]): string {
  const rows = Math.ceil(exhibits.length / COLUMNS);
  const cells = exhibits.map((exhibit, i) => {
    const x = (i % COLUMNS) * CELL_WIDTH + 8;
    const y = Math.floor(i / COLUMNS) * CELL_HEIGHT + 8;
    return `<g transform="translate(${x} ${y})">${drawCell(exhibit)}</g>`;
  });
  const size = `width="${COLUMNS * CELL_WIDTH}" height="${rows * CELL_HEIGHT + 8}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="white"/>
${cells.join('\n')}
</svg>
`;
}

/**
 * Shows the most confident mistakes of a model.
 *
 * @param where they were made, for the title
 * @returns one picture, or none if there is no mistake
 */
export function mistakesPicture(name: string, where: string, outcomes: readonly Outcome[]): Picture[] {
  const exhibits = outcomes
    .filter(({ right }) => !right)
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, WORST)
    .map((outcome) => ({
      raster: outcome.raster!,
      pixels: outcome.normalized.pixels,
      caption: `${outcome.label} read as ${outcome.digit}, ${(100 * outcome.confidence).toFixed(1)} %`,
      name: outcome.name,
    }));
  const title = `The most confident mistakes ${where}: source, what the network saw, answer`;
  return exhibits.length === 0 ? [] : [{ name, title, svg: drawContactSheet(exhibits), foreign: true }];
}

function drawCell({ raster, pixels, caption, name }: Exhibit): string {
  const seen: Raster = {
    width: 28,
    height: 28,
    channels: 1,
    data: Uint8Array.from(pixels, (ink) => ink * 255),
  };
  return [
    drawImage(raster, 0),
    drawImage(seen, SIDE + 4),
    `<text y="${SIDE + 14}">${escapeXml(caption)}</text>`,
    `<text y="${SIDE + 28}" fill="grey">${escapeXml(name.slice(-NAME_LENGTH))}</text>`,
  ].join('');
}

function drawImage(raster: Raster, x: number): string {
  const whole = { x: 0, y: 0, width: raster.width, height: raster.height };
  const shown = reduce(raster, whole, reductionFactor(raster, MAX_PIXELS));
  return `<image x="${x}" width="${SIDE}" height="${SIDE}" style="image-rendering:pixelated" href="${toDataUrl(shown)}"/>`;
}

function toDataUrl(raster: Raster): string {
  const { width, height, channels } = raster;
  const rgba = toRgba(raster);
  const isSmall = width * height <= MAX_LOSSLESS_PIXELS;
  const [type, bytes] =
    isSmall || channels === 4
      ? ['png', encodePng(rgba, width, height)]
      : ['jpeg', encodeJpeg({ width, height, data: rgba }, JPEG_QUALITY).data];
  return `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`;
}

function toRgba({ width, height, channels, data }: Raster): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const source = data.subarray(pixel * channels, (pixel + 1) * channels);
    rgba.set(channels === 1 ? [source[0]!, source[0]!, source[0]!] : source, pixel * 4);
  }
  return rgba;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
