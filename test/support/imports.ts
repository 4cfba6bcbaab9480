import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** An import of a file of ours by another, both as paths from the repository's root, without `.ts` or `.tsx`. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** @returns all TypeScript files of a folder and those below it, as paths from the repository's root */
export function sourceFiles(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')));
}

/** @returns what a file imports of ours, types included */
export function importsOf(file: string): Import[] {
  const source = readFileSync(path.join(ROOT, file), 'utf8');
  return [...source.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map((match) => ({
    from: file.replace(/\.tsx?$/, ''),
    to: path.posix.join(path.posix.dirname(file), match[1]!),
  }));
}
