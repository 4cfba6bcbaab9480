import type { Part } from './multipart/read-parts';

/**
 * Hashes what a body says: its parts, without the boundary of the form, which each client draws anew for the same files.
 *
 * @param parts of a form; a body of another kind is a single one without a name
 * @returns text that is equal for equal parts in the same order
 */
export async function digestParts(parts: Iterable<Part>): Promise<string> {
  const said: unknown[] = [];
  for (const { name, fileName, content } of parts) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
    said.push([name, fileName, ...digest]);
  }
  return JSON.stringify(said);
}
