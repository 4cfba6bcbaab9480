import type { BatchLimits } from '../../config';
import { crc32 } from '../../crc32';
import { ServiceError } from '../../errors';
import { type ByteSource, WindowReader } from './byte-source';
import { type ArchiveFile, type ArchiveRange, isPicturePath, tooLarge } from './entry';
import { inflateRaw } from './inflate-raw';
import { walkDirectory, type ZipEntry } from './zip-directory';

// APPNOTE.TXT, sections 4.3.7 and 4.4.5.
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/** A local header repeats the name, which has been counted, and has extra fields of its own. */
const LOCAL_SLACK_BYTES = 256;

/**
 * Reads the pictures that a range of the directory describes. What is wrong with one is its content.
 * @throws ServiceError `corrupt_archive` where the directory itself is damaged
 */
export async function readZipFiles(
  source: ByteSource,
  range: ArchiveRange,
  limits: BatchLimits,
): Promise<ArchiveFile[]> {
  const entries: ZipEntry[] = [];
  for await (const { entry } of walkDirectory(source, range)) {
    if (isPicturePath(entry.key)) entries.push(entry);
  }
  const expected = entries.reduce((sum, { compressedBytes }) => sum + compressedBytes + LOCAL_SLACK_BYTES, 0);
  const reader = new WindowReader(source, Math.min(expected, limits.bytes));
  const files: ArchiveFile[] = [];
  for (const entry of entries) files.push({ key: entry.key, content: await readFile(reader, entry, limits) });
  return files;
}

async function readFile(
  reader: WindowReader,
  entry: ZipEntry,
  { entryBytes }: BatchLimits,
): Promise<ArchiveFile['content']> {
  const { bytes, compressedBytes, method } = entry;
  const largest = Math.max(bytes, compressedBytes);
  if (largest > entryBytes) return tooLarge(largest, entryBytes);
  if (entry.isEncrypted) return unsupported('it is encrypted; put it into the archive without a password');
  if (method !== STORED && method !== DEFLATED)
    return unsupported(`its compression method is ${method}; use deflate, the usual one, or none`);
  const header = await reader.bytes(entry.offset, LOCAL_BYTES);
  if (header === null) return corrupt('it lies outside the archive');
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  if (view.getUint32(0, true) !== LOCAL_SIGNATURE) return corrupt('it is not where the directory says');
  const dataAt = entry.offset + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  const data = await reader.bytes(dataAt, compressedBytes);
  if (data === null) return corrupt('it is cut off');
  const content = method === STORED ? data.slice() : await inflateRaw(data, bytes);
  if (content === null || content.length !== bytes) return corrupt('it cannot be decompressed');
  return crc32(content, 0, content.length) === entry.crc ? content : corrupt('its checksum is wrong');
}

function corrupt(fault: string): ServiceError {
  return new ServiceError('corrupt_archive', `Cannot read the file in the archive: ${fault}`);
}

function unsupported(fault: string): ServiceError {
  return new ServiceError('unsupported_archive', `Cannot read the file in the archive: ${fault}`);
}
