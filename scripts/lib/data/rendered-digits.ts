import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type DigitSet, parseIdx, sha256 } from './mnist';

const IMAGES = 'rendered-images-idx3-ubyte.gz';
const LABELS = 'rendered-labels-idx1-ubyte.gz';

/** Folder of the rendered digits: `RENDERED_DIR`, by default that of `npm run data -- --rendered`. */
export function renderedFolder(): string {
  return process.env.RENDERED_DIR ?? join('data', 'rendered');
}

/** Writes a set as IDX files, as MNIST's are. */
export async function saveRendered({ images, labels }: DigitSet, folder = renderedFolder()): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, IMAGES), gzipSync(Buffer.concat([idxHeader(labels.length, 28, 28), images])));
  await writeFile(join(folder, LABELS), gzipSync(Buffer.concat([idxHeader(labels.length), labels])));
}

function idxHeader(...dimensions: number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = 0x08;
  header[3] = dimensions.length;
  dimensions.forEach((size, index) => {
    header.writeUInt32BE(size, 4 + 4 * index);
  });
  return header;
}

/**
 * Reads a set written by `saveRendered()`.
 *
 * @returns the set and, for the card, its files' SHA-256 by name
 * @throws if there is none; the message says how to get it
 */
export async function loadRendered(folder = renderedFolder()) {
  const [images, labels] = await Promise.all(
    [IMAGES, LABELS].map((name) =>
      readFile(join(folder, name)).catch(() => {
        throw new Error(`Cannot read ${join(folder, name)}: run \`npm run data -- --rendered\``);
      }),
    ),
  );
  const set: DigitSet = { images: parseIdx(images!), labels: parseIdx(labels!) };
  return { set, digests: { [IMAGES]: sha256(images!), [LABELS]: sha256(labels!) } };
}
