import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './usage-error.js';

const PICTURE = /\.(png|jpe?g)$/i;
/** The name that stands for standard input. */
export const STANDARD_INPUT = '-';

/**
 * Lists the pictures that a command line names.
 *
 * @param names files, `-`, addresses, and folders, of which all PNGs and JPEGs are taken, those in folders below as well
 * @returns paths and addresses, those of a folder sorted
 * @throws UsageError if a folder has no picture
 */
export function findPictures(names: readonly string[]): string[] {
  return names.flatMap((name) => (isFolder(name) ? listFolder(name) : [name]));
}

/**
 * Reads names from a file, one a line.
 * @param file `-` for standard input
 */
export function readNames(file: string): string[] {
  try {
    const text = readFileSync(file === STANDARD_INPUT ? 0 : file, 'utf8');
    return text.split(/\r?\n/).filter((line) => line !== '');
  } catch (error) {
    throw new UsageError(`Cannot read ${file}: ${(error as Error).message}`);
  }
}

function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function listFolder(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    PICTURE.test(file),
  );
  if (files.length === 0) throw new UsageError(`Cannot find a picture in ${folder}: no .png, .jpg or .jpeg`);
  return files.sort().map((file) => path.join(folder, file));
}
