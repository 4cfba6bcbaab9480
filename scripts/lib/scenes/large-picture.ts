import type { RgbPicture } from '../bench/decode/pictures';
import { seededRandom } from '../random';
import { sampleBilinear } from '../training/augmentation/sample-bilinear';

/** The digit's 28×28 square takes up this share of the shorter side. */
const DIGIT_SHARE = 0.7;
const PAPER = 215;
const INK = 160;
/** Light falls off by so many grey levels from the upper left to the lower right. */
const SHADE = 40;
const NOISE = 16;

/**
 * A digit of MNIST as dark ink on unevenly lit paper, with the noise of a sensor: smooth at any size.
 *
 * @param digit 784 bytes, white on black, row by row
 * @param width in pixels
 * @param height in pixels
 * @param seed any integer; the same arguments give the same picture
 */
export function renderLargePicture(
  digit: Uint8Array,
  width: number,
  height: number,
  seed: number,
): RgbPicture {
  const random = seededRandom(seed);
  const side = DIGIT_SHARE * Math.min(width, height);
  const left = random() * (width - side);
  const top = random() * (height - side);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const ink = sampleBilinear(digit, (28 * (x - left)) / side - 0.5, (28 * (y - top)) / side - 0.5);
      const shade = SHADE * (x / width + y / height - 1);
      const level = PAPER - shade / 2 - (INK * ink) / 255 + NOISE * (random() - 0.5);
      data[at] = level;
      data[at + 1] = level - 4;
      data[at + 2] = level - 16;
    }
  }
  return { width, height, data };
}
