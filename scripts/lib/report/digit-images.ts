import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type DigitSet, parseIdx } from '../data/mnist';
import type { LabelledPicture, PictureSet } from './picture-set';

const IMAGES = '-images-idx3-ubyte.gz';
const LABELS = '-labels-idx1-ubyte.gz';

/**
 * Presents square grey images, white on black like MNIST, as pictures sent by clients.
 *
 * @param digits images of any side; all of one set have the same
 */
export function digitImages(name: string, { images, labels }: DigitSet): PictureSet {
  const pixels = images.length / labels.length;
  const side = Math.sqrt(pixels);
  function* pictures(): Generator<LabelledPicture> {
    for (const [i, label] of labels.entries()) {
      const data = images.subarray(i * pixels, (i + 1) * pixels);
      yield { name: String(i), group: name, label, raster: { width: side, height: side, channels: 1, data } };
    }
  }
  return { name, count: labels.length, pictures };
}

/** Opens every pair of gzipped IDX files `<name>-images-idx3-ubyte.gz` and `<name>-labels-idx1-ubyte.gz` in a folder. */
export function openIdxFolder(folder: string): PictureSet[] {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(IMAGES))
    .map((file) => file.slice(0, -IMAGES.length))
    .sort();
  const read = (file: string) => parseIdx(readFileSync(path.join(folder, file)));
  return names.map((name) => digitImages(name, { images: read(name + IMAGES), labels: read(name + LABELS) }));
}
