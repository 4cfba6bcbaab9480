import { encode as encodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';
import { renderStress, SEVERITIES, STRESS_FAMILIES } from '../../../scripts/lib/scenes/stress';
import type { Raster } from '../../../src/image/raster';
import { drawStrokes } from '../../../src/inference/draw-strokes';
import { DIGIT_SAMPLES, FOOLING_SAMPLES } from '../../../src/web/playground/drawing/samples';

const SAMPLES = [...DIGIT_SAMPLES, ...FOOLING_SAMPLES];
const FAMILIES = STRESS_FAMILIES.filter((family) => family !== 'large-canvas');
const PEN_RADIUS = 1.3;
const JPEG_QUALITY = 85;

/**
 * Draws the playground's samples as camera pictures, each in another way: digits and what is none, with every disturbance of
 * the stress suite that leaves the canvas small, as PNG and JPEG in turn.
 */
export function drawPictures(count: number): Buffer[] {
  return Array.from({ length: count }, (_, i) => {
    const family = FAMILIES[i % FAMILIES.length]!;
    const picture = renderStress(drawSample(i), family, SEVERITIES[i % SEVERITIES.length]!, i);
    return i % 2 === 0 ? toPng(picture) : toJpeg(picture);
  });
}

function drawSample(i: number): Uint8Array {
  const { drawing } = SAMPLES[i % SAMPLES.length]!;
  const strokes = drawing.map(({ points }) => points.map(({ x, y }) => [x * 28, y * 28] as const));
  return Uint8Array.from(drawStrokes(strokes, PEN_RADIUS), (ink) => ink * 255);
}

function toPng({ width, height, channels, data }: Raster): Buffer {
  const png = new PNG({ width, height });
  png.data = toRgba(data, channels);
  return PNG.sync.write(png);
}

function toJpeg({ width, height, channels, data }: Raster): Buffer {
  return encodeJpeg({ width, height, data: toRgba(data, channels) }, JPEG_QUALITY).data;
}

function toRgba(data: Uint8Array, channels: Raster['channels']): Buffer {
  const rgba = Buffer.alloc((data.length / channels) * 4, 255);
  for (let at = 0; at < data.length; at++) {
    const [pixel, channel] = [Math.floor(at / channels), at % channels];
    if (channels === 1) rgba.fill(data[at]!, pixel * 4, pixel * 4 + 3);
    else rgba[pixel * 4 + channel] = data[at]!;
  }
  return rgba;
}
