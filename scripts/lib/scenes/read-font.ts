import { readFileSync } from 'node:fs';
import opentype, { type Font } from 'opentype.js';

/**
 * @param file TrueType, OpenType or WOFF
 * @throws opentype.js' error for other files
 */
export function readFont(file: string): Font {
  return opentype.parse(Uint8Array.from(readFileSync(file)).buffer);
}
