import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ImageFormat } from '../../../src/domain';
import {
  exifChunk,
  rawProfileText,
  textChunk,
  tiffOrientation,
} from '../../../test/support/image/build-exif';
import { buildJpeg, type ComponentSpec } from '../../../test/support/image/build-jpeg';
import { buildPng, idat, iend, ihdr } from '../../../test/support/image/build-png';
import { ALL_SCANS_AT_ONCE, naturalBlock, progressiveScans } from '../../../test/support/image/sample-jpegs';

// Larger files would be mutated slowly, and mostly in irrelevant places.
const MAX_SEED_BYTES = 20_000;

/**
 * @param format of the files
 * @returns valid files to mutate: built in code, and those of PNGSUITE_DIR or JPEG_DIR where it is set
 */
export function seedFiles(format: ImageFormat): Uint8Array[] {
  const built = format === 'png' ? builtPngs() : builtJpegs();
  const folder = format === 'png' ? process.env.PNGSUITE_DIR : process.env.JPEG_DIR;
  return [...built, ...(folder ? filesBelow(folder, format === 'png' ? '.png' : '.jpg') : [])];
}

function builtPngs(): Uint8Array[] {
  const layouts: [number, number, number][] = [
    [0, 1, 1],
    [0, 4, 1],
    [0, 8, 1],
    [0, 16, 1],
    [2, 8, 3],
    [2, 16, 3],
    [3, 2, 1],
    [3, 8, 1],
    [4, 8, 2],
    [6, 8, 4],
    [6, 16, 4],
  ];
  const palette = { type: 'PLTE', data: Uint8Array.from({ length: 12 }, (_, i) => i * 20) };
  const transparency = { type: 'tRNS', data: Uint8Array.of(0, 128) };
  const exif = exifChunk(tiffOrientation(6));
  const profile = textChunk('zTXt', 'Raw profile type exif', rawProfileText('exif', tiffOrientation(5)));
  return layouts.flatMap(([colourType, bitDepth, samples]) =>
    [0, 1].map((interlace) => {
      const [width, height] = [13, 11];
      // Enough with and without interlacing; surplus data are never inflated.
      const scanlines = new Array(4 * (1 + Math.ceil((width * samples * bitDepth) / 8)) * height);
      for (let i = 0; i < scanlines.length; i++) scanlines[i] = colourType === 3 ? 0 : (i * 37) % 5;
      const header = ihdr({ width, height, bitDepth, colourType, interlace });
      const colours = colourType === 3 ? [palette, transparency] : colourType === 0 ? [transparency] : [];
      const metadata = interlace === 0 ? [exif] : [profile];
      return buildPng([header, ...colours, idat(scanlines), ...metadata, iend]);
    }),
  );
}

function builtJpegs(): Uint8Array[] {
  const samplings: [number, number][][] = [
    [[1, 1]],
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
    [
      [2, 2],
      [1, 1],
      [1, 1],
    ],
    [
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  ];
  return samplings.flatMap((sampling, seed) =>
    [false, true].flatMap((progressive) =>
      [0, 2].map((restartInterval) => {
        const components = sampling.map(
          ([horizontal, vertical], i): ComponentSpec => ({
            id: i + 1,
            horizontal,
            vertical,
            block: naturalBlock(seed, i),
          }),
        );
        const count = components.length;
        const scans = progressive ? progressiveScans(count) : ALL_SCANS_AT_ONCE(count);
        return buildJpeg({ width: 37, height: 29, components, scans, progressive, restartInterval });
      }),
    ),
  );
}

function filesBelow(folder: string, extension: string): Uint8Array[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension) && !path.basename(name).startsWith('x'))
    .sort()
    .map((name) => new Uint8Array(readFileSync(path.join(folder, name))))
    .filter(({ length }) => length <= MAX_SEED_BYTES);
}
