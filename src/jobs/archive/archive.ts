import type { BatchLimits } from '../../config';
import { ServiceError } from '../../errors';
import type { ByteSource } from './byte-source';
import type { ArchiveFile, ArchiveRange } from './entry';
import { isTarHeader, planTar, readTarFiles, type TarCursor } from './tar';
import { findDirectory, type PlanStep, planZip, type ZipCursor } from './zip-directory';
import { readZipFiles } from './zip-files';

/** Where planning has got to. */
export type ArchiveCursor = ZipCursor | TarCursor;

export type ArchiveFormat = ArchiveCursor['format'];

const TAR_BLOCK = 512;

/** Compressed archives, which cannot be read from the middle. */
const COMPRESSED: readonly (readonly [readonly number[], string])[] = [
  [[0x1f, 0x8b], 'gzip'],
  [[0x42, 0x5a, 0x68], 'bzip2'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'xz'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd'],
  [[0x37, 0x7a, 0xbc, 0xaf], '7-Zip'],
  [[0x52, 0x61, 0x72, 0x21], 'RAR'],
];

/**
 * Recognises an archive by its beginning, and finds where its description begins.
 * @throws ServiceError `unsupported_archive`, `corrupt_archive`
 */
export async function openArchive(source: ByteSource): Promise<ArchiveCursor> {
  const format = await recognizeFormat(source);
  return format === 'zip' ? findDirectory(source) : { format, at: 0 };
}

/**
 * Recognises an archive of which perhaps only the beginning is there.
 * @throws ServiceError `unsupported_archive`
 */
export async function recognizeFormat(source: ByteSource): Promise<ArchiveFormat> {
  const head = await source.read(0, Math.min(source.size, TAR_BLOCK));
  if (startsWith(head, [0x50, 0x4b])) return 'zip';
  if (isTarHeader(head)) return 'tar';
  const [, name] = COMPRESSED.find(([signature]) => startsWith(head, signature)) ?? [];
  const what = name === undefined ? 'it is neither a zip nor a tar file' : `it is compressed with ${name}`;
  throw new ServiceError(
    'unsupported_archive',
    `Cannot read the archive: ${what}; send a .zip, or a .tar without compression`,
  );
}

/**
 * Plans the next part of an archive; the work of one step is bounded.
 * @throws ServiceError `corrupt_archive`
 */
export function planArchive(
  source: ByteSource,
  cursor: ArchiveCursor,
  limits: BatchLimits,
): Promise<PlanStep<ArchiveCursor>> {
  return cursor.format === 'zip' ? planZip(source, cursor, limits) : planTar(source, cursor, limits);
}

/**
 * Reads the pictures of a batch.
 * @throws ServiceError `corrupt_archive`
 */
export function readArchive(
  source: ByteSource,
  format: ArchiveFormat,
  range: ArchiveRange,
  limits: BatchLimits,
): Promise<ArchiveFile[]> {
  return format === 'zip' ? readZipFiles(source, range, limits) : readTarFiles(source, range, limits);
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, at) => bytes[at] === byte);
}
