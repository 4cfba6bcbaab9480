import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Digits as CoreDigits } from './digits.js';

export * from './index.js';

/** The client where there are files: in Node.js, Deno and Bun, strings may be paths, and addresses `file:` URLs. */
export class Digits extends CoreDigits {
  protected override async readPath(path: string): Promise<Blob> {
    const bytes = await readFile(path.startsWith('file:') ? fileURLToPath(path) : path);
    return new Blob([bytes]);
  }
}
