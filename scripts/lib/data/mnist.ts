import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { seededRandom, shuffledIndices } from '../random';

/** Greyscale pictures of digits, white on black as MNIST has them. */
export interface DigitSet {
  /** `count × 784` bytes. */
  readonly images: Uint8Array;
  /** `count` digits. */
  readonly labels: Uint8Array;
}

/** SHA-256 of the four files as Yann LeCun published them. */
export const MNIST_DIGESTS = {
  'train-images-idx3-ubyte.gz': '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
  'train-labels-idx1-ubyte.gz': '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
  't10k-images-idx3-ubyte.gz': '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
  't10k-labels-idx1-ubyte.gz': 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
} as const;

export type MnistFile = keyof typeof MNIST_DIGESTS;

/** Folder of the four files: `MNIST_DIR`, by default that of `npm run data`. */
export function mnistFolder(): string {
  return process.env.MNIST_DIR ?? join('data', 'mnist');
}

/**
 * Reads and verifies one of MNIST's parts.
 *
 * @param part `train` (60,000 pictures) or `test` (10,000)
 * @throws when a file is missing or is not the published one; the message says how to get it
 */
export async function loadMnist(part: 'train' | 'test', folder = mnistFolder()): Promise<DigitSet> {
  const prefix = part === 'train' ? 'train' : 't10k';
  const [images, labels] = await Promise.all([
    readVerified(folder, `${prefix}-images-idx3-ubyte.gz`),
    readVerified(folder, `${prefix}-labels-idx1-ubyte.gz`),
  ]);
  return { images: parseIdx(images), labels: parseIdx(labels) };
}

async function readVerified(folder: string, name: MnistFile): Promise<Buffer> {
  const path = join(folder, name);
  const bytes = await readFile(path).catch(() => {
    throw new Error(`Cannot read ${path}: run \`npm run data\`, or set MNIST_DIR to a folder that has it`);
  });
  const digest = sha256(bytes);
  if (digest !== MNIST_DIGESTS[name]) {
    throw new Error(
      `Cannot use ${path}: its SHA-256 is ${digest}, expected ${MNIST_DIGESTS[name]}; delete it and run \`npm run data\``,
    );
  }
  return bytes;
}

/** @returns the digest in hexadecimal */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Reads a gzipped IDX file of unsigned bytes (http://yann.lecun.com/exdb/mnist/, "File formats").
 *
 * @returns the values without the header: 2 zero bytes, type 0x08, number of dimensions, each dimension as uint32
 * @throws when the header or the length is wrong
 */
export function parseIdx(gzipped: Uint8Array): Uint8Array {
  const bytes = gunzipSync(gzipped);
  if (bytes.readUInt16BE(0) !== 0 || bytes[2] !== 0x08) {
    throw new Error(`Cannot read IDX data: header ${bytes.toString('hex', 0, 4)}, expected 000008xx`);
  }
  const dimensions = Array.from({ length: bytes[3]! }, (_, index) => bytes.readUInt32BE(4 + 4 * index));
  const values = bytes.subarray(4 + 4 * dimensions.length);
  const expected = dimensions.reduce((product, size) => product * size, 1);
  if (values.length !== expected) {
    throw new Error(`Cannot read IDX data: ${values.length} values, expected ${expected}`);
  }
  return new Uint8Array(values);
}

/** Validation pictures among the 60,000, for model selection. */
export const VALIDATION_COUNT = 5_000;
/** Recorded on every card; another seed would give another split. */
export const SPLIT_SEED = 20_241_213;

/** Splits the 60,000 training pictures into 55,000 for training and 5,000 for validation, always the same way. */
export function splitTraining(all: DigitSet): { training: DigitSet; validation: DigitSet } {
  const order = shuffledIndices(all.labels.length, seededRandom(SPLIT_SEED));
  return {
    validation: select(all, order.subarray(0, VALIDATION_COUNT)),
    training: select(all, order.subarray(VALIDATION_COUNT)),
  };
}

function select(set: DigitSet, indices: Uint32Array): DigitSet {
  const images = new Uint8Array(indices.length * 784);
  indices.forEach((from, to) => {
    images.set(set.images.subarray(from * 784, (from + 1) * 784), to * 784);
  });
  return { images, labels: Uint8Array.from(indices, (index) => set.labels[index]!) };
}
