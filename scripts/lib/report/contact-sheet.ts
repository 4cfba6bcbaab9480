import { encodePng } from '../../../src/image/png/encode-png';
import type { Raster } from '../../../src/image/raster';
import type { Outcome } from './outcome';

/** A picture that was answered, with its name. */
export interface Exhibit {
  readonly name: string;
  readonly raster: Raster;
  readonly outcome: Outcome;
}

const COLUMNS = 4;
const SIDE = 112;
const CELL_WIDTH = 2 * SIDE + 24;
/** Characters of a name that fit under a pair of pictures; a name tells most at its end. */
const NAME_LENGTH = 38;
const CELL_HEIGHT = SIDE + 44;

/**
 * Shows pictures beside what the network saw of them and what it answered.
 * @returns an SVG document that holds everything
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

function drawCell({ name, raster, outcome }: Exhibit): string {
  const { label, digit, confidence, normalized } = outcome;
  const seen: Raster = {
    width: 28,
    height: 28,
    channels: 1,
    data: Uint8Array.from(normalized.pixels, (ink) => ink * 255),
  };
  return [
    drawImage(raster, 0),
    drawImage(seen, SIDE + 4),
    `<text y="${SIDE + 14}">${label} read as ${digit}, ${(100 * confidence).toFixed(1)} %</text>`,
    `<text y="${SIDE + 28}" fill="grey">${escapeXml(name.slice(-NAME_LENGTH))}</text>`,
  ].join('');
}

function drawImage(raster: Raster, x: number): string {
  const png = encodePng(toRgba(raster), raster.width, raster.height);
  const href = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return `<image x="${x}" width="${SIDE}" height="${SIDE}" style="image-rendering:pixelated" href="${href}"/>`;
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
