import type { NetworkFiles } from './model-files';

/**
 * Compares a network's files with the SHA-256 sums in its card. A damaged file can often still be loaded, and the network
 * may recognise the self-test's few pictures but no others.
 *
 * @throws Error that names the file and both sums
 */
export async function verifyNetwork({ json, weights, card }: NetworkFiles): Promise<void> {
  const expected = card.weights!;
  expectSum('weights.bin', await sha256(weights), expected.sha256);
  expectSum('model.json', await sha256OfJson(json), expected.jsonSha256);
}

/**
 * @param json contents of `model.json`
 * @returns SHA-256 of `JSON.stringify(json)`, in hexadecimal: the bundler keeps the values and their order, not the bytes
 */
export function sha256OfJson(json: object): Promise<string> {
  return sha256(new TextEncoder().encode(JSON.stringify(json)));
}

/** @returns SHA-256 in hexadecimal */
export async function sha256(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function expectSum(file: string, found: string, expected: string): void {
  if (found === expected) return;
  throw new Error(`${file} is damaged: its SHA-256 is ${found}, the card says ${expected}`);
}
