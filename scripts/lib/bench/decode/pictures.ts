import { spawnSync } from 'node:child_process';
import { PNG } from 'pngjs';
import type { Raster } from '../../../../src/image/raster';
import { gaussian, seededRandom } from '../../random';

/** An RGB picture, three bytes a pixel. */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * A ring of ink on paper like a phone photograph: uneven light, texture, sensor noise. Flat colour would
 * flatter any decoder.
 *
 * @param width in pixels
 * @param height in pixels
 * @param noise standard deviation of the sensor noise, in grey levels
 */
export function photograph(width: number, height: number, noise: number): RgbPicture {
  const random = seededRandom(width, height);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const light = 205 - (40 * y) / height + 25 * Math.sin((5 * x) / width);
      const texture = 6 * Math.sin(x / 3.1) * Math.cos(y / 4.3);
      const fromRing = Math.abs(Math.hypot(x - width / 2, y - height / 2) - height / 4);
      const ink = fromRing < height / 60 ? 140 : 0;
      const level = light + texture - ink + noise * gaussian(random);
      data[at] = clamp(level);
      data[at + 1] = clamp(level - 5);
      data[at + 2] = clamp(level - 20);
    }
  }
  return { width, height, data };
}

/**
 * A screenshot: lines of text-like marks, panels of one colour, one photograph among them.
 *
 * @param width in pixels
 * @param height in pixels
 */
export function screenshot(width: number, height: number): RgbPicture {
  const random = seededRandom(height, width);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const inPhoto = x < width * 0.35 && y < height * 0.3;
      const isMark = y % 24 < 14 && ((((x >> 2) * 7919) ^ ((y % 24) * 104729)) >> 4) % 11 < 4;
      const panel = (x >> 9) % 2 === 0 ? 245 : 230;
      const level = inPhoto ? 90 + (100 * x) / width + 8 * random() : isMark ? 40 : panel;
      data[at] = clamp(level);
      data[at + 1] = clamp(inPhoto ? level + 20 : level);
      data[at + 2] = clamp(inPhoto ? level - 30 : level + 8);
    }
  }
  return { width, height, data };
}

/** @returns the picture as an 8-bit RGB PNG */
export function toPng({ width, height, data }: RgbPicture): Uint8Array {
  const png = new PNG({ width, height });
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    png.data[to] = data[from]!;
    png.data[to + 1] = data[from + 1]!;
    png.data[to + 2] = data[from + 2]!;
    png.data[to + 3] = 255;
  }
  return new Uint8Array(PNG.sync.write(png, { colorType: 2 }));
}

/**
 * @param picture to encode
 * @param options of `cjpeg`, from Debian's `libjpeg-turbo-progs`
 * @returns the JPEG
 */
export function toJpeg({ width, height, data }: RgbPicture, options: readonly string[]): Uint8Array {
  const header = Buffer.from(`P6 ${width} ${height} 255\n`);
  return run('cjpeg', options, Buffer.concat([header, data]));
}

/**
 * @param jpeg file
 * @param options of `djpeg`
 * @returns its output
 */
export function djpeg(jpeg: Uint8Array, options: readonly string[]): Uint8Array {
  return run('djpeg', options, jpeg);
}

/**
 * @param jpeg file, grey or YCbCr
 * @param options of `djpeg` besides `-grayscale`
 * @returns brightness, as libjpeg-turbo decodes it
 */
export function djpegBrightness(jpeg: Uint8Array, options: readonly string[] = []): Raster {
  const pgm = djpeg(jpeg, ['-grayscale', '-pnm', ...options]);
  const start = Buffer.from(pgm.subarray(0, 32)).toString('latin1');
  const [header, width, height] = /^P5\n(\d+) (\d+)\n255\n/.exec(start)!;
  return { width: Number(width), height: Number(height), channels: 1, data: pgm.subarray(header.length) };
}

/** cdjpeg.h: the picture was written, with warnings. */
const EXIT_WARNING = 2;

function run(command: string, options: readonly string[], input: Uint8Array): Uint8Array {
  const { status, stdout, stderr, error } = spawnSync(command, options, { input, maxBuffer: 2 ** 30 });
  if (error)
    throw new Error(`Cannot run ${command}: run \`sudo apt-get install -y libjpeg-turbo-progs\``, {
      cause: error,
    });
  if (status !== 0 && status !== EXIT_WARNING)
    throw new Error(`${command} ${options.join(' ')} failed: ${stderr}`);
  return stdout;
}

function clamp(level: number): number {
  return Math.max(0, Math.min(255, Math.round(level)));
}
