import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadFile } from './download';
import { sha256 } from './mnist';

export interface VerifiedFile {
  readonly name: string;
  /** SHA-256 in hexadecimal. */
  readonly digest: string;
  readonly folder: string;
  /** URLs of folders that have the file, each with a slash at its end. */
  readonly mirrors: readonly string[];
  /** Receives the bytes so far and the expected total. */
  readonly onProgress: (received: number, total: number) => void;
}

/**
 * Provides a file with the right digest, from the first mirror that has it.
 *
 * @returns the mirror it came from, or null if it was there already
 * @throws if no mirror has it; the message names each mirror's failure, the digest and the remedies
 */
export async function fetchVerified(file: VerifiedFile): Promise<string | null> {
  const path = join(file.folder, file.name);
  const partial = `${path}.part`;
  if ((await digestOf(path)) === file.digest) return null;

  await mkdir(file.folder, { recursive: true });
  const failures: string[] = [];
  for (const mirror of file.mirrors) {
    try {
      await downloadFile(new URL(file.name, mirror), partial, file.onProgress);
      await acceptPartial(partial, path, file.digest);
      return mirror;
    } catch (error) {
      failures.push(`${mirror}: ${messageOf(error as Error)}`);
    }
  }
  throw new Error(
    `Cannot download ${file.name}: ${failures.join('; ')}. Put it into ${file.folder} by hand, or set MNIST_DIR to ` +
      `a folder that has it. Its SHA-256 must be ${file.digest}.`,
  );
}

async function acceptPartial(partial: string, path: string, expected: string): Promise<void> {
  const digest = await digestOf(partial);
  if (digest !== expected) {
    await rm(partial);
    throw new Error(`what it sent has the SHA-256 ${digest}`);
  }
  await rename(partial, path);
}

async function digestOf(path: string): Promise<string | null> {
  const bytes = await readFile(path).catch(() => null);
  return bytes && sha256(bytes);
}

/** fetch() says "fetch failed" and keeps the reason in `cause`. */
function messageOf(error: Error): string {
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
