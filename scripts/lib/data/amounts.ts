import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from './mnist';

/**
 * Handwritten amounts from cheques with a box around each digit: the labelled part of ORAND-CAR-A (ICFHR 2014 competition on
 * handwritten digit strings), published by GitHub user Fzkuji under the MIT licence.
 */
export const AMOUNTS = {
  /** Folder of the published files. */
  source:
    'https://raw.githubusercontent.com/Fzkuji/Labeled_ORAND-CAR-A/7b500aa8fcd25014d0c342fe758277a0a53266c9/ORAND-CAR-2014-coco/',
  labels: 'c86306d03c7e11365db41cac68d9b38fb8b07a91bdf4b0f162eeb42de3b4b815',
  images: 'df2c93a56d27f8fb83ce4cdc7ddec1af103652a307580f79e58183c11647766c',
} as const;

/** Downloads at the same time. */
const LANES = 8;

/** The part of a COCO document (https://cocodataset.org/#format-data) that is used. */
interface Coco {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly annotations: readonly {
    readonly image_id: number;
    readonly category_id: number;
    readonly bbox: readonly [x: number, y: number, width: number, height: number];
  }[];
}

/** @returns folder of the amounts: `AMOUNTS_DIR`, by default that of `npm run data` */
export function amountsFolder(): string {
  return process.env.AMOUNTS_DIR ?? join('data', 'amounts');
}

/**
 * Downloads amounts and their labels; files that are there already are kept.
 *
 * @param onProgress receives the images so far and how many there are
 * @returns how many amounts there are
 * @throws if a file cannot be downloaded or is not the published one
 */
export async function fetchAmounts(
  folder: string,
  from: typeof AMOUNTS | { readonly source: string; readonly labels: string; readonly images: string },
  onProgress: (received: number, total: number) => void,
): Promise<number> {
  const coco = JSON.parse(
    (await download(new URL('annotations/instances_train2017.json', from.source))).toString(),
  ) as Coco;
  const images = coco.images
    .map((image) => ({ ...image, name: nameOf(image.file_name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const labels = `${images.map(({ id, name }) => lineOf(name, coco, id)).join('\n')}\n`;
  verify('labels.tsv', sha256(Buffer.from(labels)), from.labels);
  await mkdir(join(folder, 'images'), { recursive: true });
  await writeFile(join(folder, 'labels.tsv'), labels);

  let received = 0;
  const left = images[Symbol.iterator]();
  const lane = async () => {
    for (const { file_name, name } of left) {
      const path = join(folder, 'images', name);
      if (!existsSync(path))
        await writeFile(path, await download(new URL(`images/train2017/${file_name}`, from.source)));
      onProgress(++received, images.length);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  verify('images', await digestOf(folder, images), from.images);
  return images.length;
}

/** `a_car_000154_png.rf.ec2ee9….jpg` is the picture `a_car_000154`, as another program stored it. */
function nameOf(file: string): string {
  return file.replace(/_png\.rf\..*$/, '.jpg');
}

function lineOf(name: string, { annotations }: Coco, id: number): string {
  const digits = annotations
    .filter(({ image_id }) => image_id === id)
    .sort((a, b) => a.bbox[0] - b.bbox[0] || a.bbox[1] - b.bbox[1]);
  const text = digits.map(({ category_id }) => category_id).join('');
  return [
    name,
    text,
    digits.map(({ category_id, bbox }) => `${category_id}:${bbox.join(',')}`).join(' '),
  ].join('\t');
}

/** Of all images: the SHA-256 of a list as `sha256sum` writes it. */
async function digestOf(folder: string, images: readonly { readonly name: string }[]): Promise<string> {
  const lines = await Promise.all(
    images.map(async ({ name }) => `${sha256(await readFile(join(folder, 'images', name)))}  ${name}\n`),
  );
  return sha256(Buffer.from(lines.join('')));
}

async function download(url: URL): Promise<Buffer> {
  const response = await fetch(url).catch((error: Error) => {
    throw new Error(
      `Cannot download ${url}: ${error.cause instanceof Error ? error.cause.message : error.message}`,
    );
  });
  if (!response.ok) throw new Error(`Cannot download ${url}: HTTP ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

function verify(what: string, digest: string, expected: string): void {
  if (digest !== expected)
    throw new Error(
      `Cannot use ${what} of the amounts: SHA-256 ${digest}, expected ${expected}; delete the folder and try again`,
    );
}
