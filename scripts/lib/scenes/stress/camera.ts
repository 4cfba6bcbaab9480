import { decode, encode } from 'jpeg-js';
import type { Raster } from '../../../../src/image/raster';
import { gaussian, type Random } from '../../random';
import type { Scene } from './scene';

/**
 * Simulates a camera: blur, noise, quantisation, and JPEG blocks.
 *
 * @param picture RGB, three values a pixel, 0 to 255; values outside are cut off
 */
export function takePicture(picture: Float32Array, scene: Scene, random: Random): Raster {
  const { width, height, camera } = scene;
  const blurred = blur(picture, width, height, camera.blur);
  const data = new Uint8Array(blurred.length);
  for (let i = 0; i < data.length; i++) {
    const level = blurred[i]! + camera.noise * gaussian(random);
    data[i] = Math.min(Math.max(Math.round(level), 0), 255);
  }
  const raster: Raster = { width, height, channels: 3, data };
  return camera.jpegQuality === null ? raster : throughJpeg(raster, camera.jpegQuality);
}

/** Gaussian blur of an RGB picture, one axis after the other; the border's pixels go on beyond it. */
function blur(picture: Float32Array, width: number, height: number, sigma: number): Float32Array {
  const radius = Math.ceil(2.5 * sigma);
  const kernel = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const total = kernel.reduce((a, b) => a + b);
  const pass = (source: Float32Array, dx: number, dy: number): Float32Array => {
    const target = new Float32Array(source.length);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let k = -radius; k <= radius; k++) {
          const column = Math.min(Math.max(x + k * dx, 0), width - 1);
          const row = Math.min(Math.max(y + k * dy, 0), height - 1);
          const weight = kernel[k + radius]! / total;
          const from = 3 * (row * width + column);
          const to = 3 * (y * width + x);
          target[to] = target[to]! + weight * source[from]!;
          target[to + 1] = target[to + 1]! + weight * source[from + 1]!;
          target[to + 2] = target[to + 2]! + weight * source[from + 2]!;
        }
      }
    }
    return target;
  };
  return radius === 0 ? picture : pass(pass(picture, 1, 0), 0, 1);
}

/** Encodes and decodes, for the blocks that a low quality leaves. */
function throughJpeg(raster: Raster, quality: number): Raster {
  const { width, height } = raster;
  const rgba = Buffer.alloc(4 * width * height, 255);
  for (let i = 0; i < width * height; i++) rgba.set(raster.data.subarray(3 * i, 3 * i + 3), 4 * i);
  const jpeg = encode({ width, height, data: rgba }, quality);
  const { data } = decode(jpeg.data, { useTArray: true, formatAsRGBA: false });
  return { width, height, channels: 3, data };
}
