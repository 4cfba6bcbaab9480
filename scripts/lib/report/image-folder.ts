import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CONFIG } from '../../../src/config';
import { ServiceError } from '../../../src/errors';
import { decodeImage } from '../../../src/image/decode';
import type { LabelledPicture, PictureSet } from './picture-set';

/** Pictures of a folder, and reasons for those that the service refuses to decode. */
export interface ImageFolder extends PictureSet {
  /** Why, by file; known once the pictures have been read. */
  readonly refused: readonly string[];
}

/**
 * Opens pictures of any kind in a folder of `<digit>/<file>`, or of folders of such.
 * @throws Error when there is no such folder or file
 */
export function openImageFolder(folder: string): ImageFolder {
  if (!existsSync(folder)) throw new Error(`Cannot evaluate ${folder}: there is no such folder`);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^[0-9]$/.test(path.basename(entry.parentPath)))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0)
    throw new Error(`Cannot evaluate ${folder}: it has no file <digit>/<file>, such as 7/a.png`);

  const refused: string[] = [];
  function* pictures(): Generator<LabelledPicture> {
    for (const file of files) {
      const name = path.relative(folder, file);
      try {
        const { raster } = decodeImage(readFileSync(file), CONFIG.image);
        yield { name, ...placeOf(name, path.basename(folder)), raster };
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        refused.push(`${name}: ${error.message}`);
      }
    }
  }
  return { name: path.basename(folder), count: files.length, pictures, refused };
}

/** `pens/felt/7/a.png` is a 7 of the group `pens/felt`; `7/a.png` is one of the folder itself. */
function placeOf(name: string, folder: string): { group: string; label: number } {
  const digitFolder = path.dirname(name);
  const group = path.dirname(digitFolder);
  return { group: group === '.' ? folder : group, label: Number(path.basename(digitFolder)) };
}
