import { writeFileSync } from 'node:fs';
import type { GreyPicture } from '../../../scripts/lib/scenes/sample-images';

const WIDTH = 640;
const HEIGHT = 480;
const PAPER = 225;
/** Of a plane of colour: none. */
const NEUTRAL = 128;

/**
 * Writes a film of one picture, in the middle of a sheet, that Chromium plays as its camera: YUV4MPEG2, 4:2:0
 * (https://wiki.multimedia.cx/index.php/YUV4MPEG2).
 *
 * @param picture at most 640×480
 */
export function writeVideo(file: string, { width, height, data }: GreyPicture): void {
  const brightness = Buffer.alloc(WIDTH * HEIGHT, PAPER);
  const [left, top] = [(WIDTH - width) / 2, (HEIGHT - height) / 2];
  for (let y = 0; y < height; y++) {
    brightness.set(data.subarray(y * width, (y + 1) * width), (top + y) * WIDTH + left);
  }
  const colour = Buffer.alloc((WIDTH * HEIGHT) / 2, NEUTRAL);
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420mpeg2\n`);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), brightness, colour]);
  writeFileSync(file, Buffer.concat([header, frame, frame]));
}
