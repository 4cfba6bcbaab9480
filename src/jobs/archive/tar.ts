import type { BatchLimits } from '../../config';
import { type ByteSource, WindowReader } from './byte-source';
import {
  type ArchiveFile,
  type ArchiveRange,
  BatchPlanner,
  decodePath,
  isPicturePath,
  refuseArchive,
  tooLarge,
} from './entry';
import type { PlanStep } from './zip-directory';

// POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header".
const BLOCK = 512;
const CHECKSUM = { at: 148, end: 156 };
/** Regular files: today's type, that of V7, and the contiguous ones of ustar. */
const FILE_TYPES = new Set(['0', '\0', '7']);
/** Headers about what follows: pax, for one entry or all, and GNU's long names of files and of links. */
const META_TYPES = new Set(['x', 'g', 'L', 'K']);
/** Longest path, in bytes, as file systems have it; headers with longer ones are not tar's. */
const MAX_EXTENDED_BYTES = 64 * 1024;

const TRUNCATED = 'it ends too early; upload all of it';
/** Bytes that one step of planning reads. */
const STEP_BYTES = 32 * 2 ** 20;
const WINDOW_BYTES = 4 * 2 ** 20;

/** Where planning has got to. */
export interface TarCursor {
  readonly format: 'tar';
  readonly at: number;
}

/** A file of the archive. */
interface TarEntry {
  readonly key: string;
  /** Of its first header. */
  readonly start: number;
  readonly dataAt: number;
  readonly bytes: number;
  /** Of the next header. */
  readonly end: number;
}

/** @returns whether a block is a header: its checksum is right */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < BLOCK) return false;
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += at >= CHECKSUM.at && at < CHECKSUM.end ? 0x20 : block[at]!;
  return sum === readNumber(block, CHECKSUM.at, 8);
}

/**
 * Reads the next part of the archive.
 * @throws ServiceError `corrupt_archive`
 */
export async function planTar(
  source: ByteSource,
  { at }: TarCursor,
  limits: BatchLimits,
): Promise<PlanStep<TarCursor>> {
  const planner = new BatchPlanner(limits);
  const next = { format: 'tar' as const, at };
  for await (const entry of walkTar(source, { at, end: source.size })) {
    if (isPicturePath(entry.key)) planner.add(entry.start, entry.end, entry.bytes);
    next.at = entry.end;
    if (next.at - at >= STEP_BYTES) {
      planner.close();
      return { batches: planner.batches, next };
    }
  }
  planner.close();
  return { batches: planner.batches, next: null };
}

/**
 * Reads the pictures in a range of the archive.
 * @throws ServiceError `corrupt_archive`
 */
export async function readTarFiles(
  source: ByteSource,
  range: ArchiveRange,
  { entryBytes, bytes }: BatchLimits,
): Promise<ArchiveFile[]> {
  const files: ArchiveFile[] = [];
  const window = Math.min(range.end - range.at, 2 * bytes);
  const reader = new WindowReader(source, window);
  for await (const entry of walk(reader, range)) {
    if (!isPicturePath(entry.key)) continue;
    const isTooLarge = entry.bytes > entryBytes;
    const data = isTooLarge ? null : await reader.bytes(entry.dataAt, entry.bytes);
    files.push({ key: entry.key, content: data?.slice() ?? tooLarge(entry.bytes, entryBytes) });
  }
  return files;
}

function walkTar(source: ByteSource, range: ArchiveRange) {
  return walk(new WindowReader(source, WINDOW_BYTES), range);
}

/** Files of a range that begins and ends between two entries; others, such as folders and links, are left out. */
async function* walk(reader: WindowReader, { at, end }: ArchiveRange): AsyncGenerator<TarEntry> {
  let start = at;
  let extended: { path?: string; size?: number } = {};
  for (let headerAt = at; headerAt < end; ) {
    const header = (await reader.bytes(headerAt, Math.min(BLOCK, end - headerAt)))!;
    if (isZero(header)) return;
    if (header.length < BLOCK) refuseArchive(TRUNCATED);
    if (!isTarHeader(header)) refuseArchive(`it is no tar file at byte ${headerAt}`);
    const type = String.fromCharCode(header[156]!);
    const own = { path: pathOf(header), bytes: readNumber(header, 124, 12) };
    const bytes = META_TYPES.has(type) ? own.bytes : (extended.size ?? own.bytes);
    const dataAt = headerAt + BLOCK;
    const next = dataAt + Math.ceil(bytes / BLOCK) * BLOCK;
    if (!Number.isSafeInteger(next) || dataAt + bytes > reader.size) refuseArchive(TRUNCATED);
    headerAt = Math.min(next, Math.max(end, dataAt + bytes));
    if (type === 'x' || type === 'L') {
      if (bytes > MAX_EXTENDED_BYTES) refuseArchive(`a header of ${bytes} bytes is too long`);
      const text = (await reader.bytes(dataAt, bytes))!;
      extended = { ...extended, ...(type === 'x' ? readPax(text) : { path: textOf(text) }) };
      continue;
    }
    // Global headers and long names of links say nothing that is needed here.
    if (META_TYPES.has(type)) continue;
    if (FILE_TYPES.has(type)) yield { key: extended.path ?? own.path, start, dataAt, bytes, end: headerAt };
    extended = {};
    start = headerAt;
  }
}

function isZero(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

function pathOf(header: Uint8Array): string {
  const name = textOf(header.subarray(0, 100));
  const isUstar = decodePath(header.subarray(257, 262)) === 'ustar' && header[262] === 0;
  const prefix = isUstar ? textOf(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Text up to the first NUL. */
function textOf(field: Uint8Array): string {
  const end = field.indexOf(0);
  return decodePath(end === -1 ? field : field.subarray(0, end));
}

/** Octal digits, or GNU's binary form for large files. */
function readNumber(header: Uint8Array, at: number, length: number): number {
  if ((header[at]! & 0x80) !== 0) {
    let value = header[at]! & 0x7f;
    for (let i = 1; i < length; i++) value = value * 256 + header[at + i]!;
    return value;
  }
  return Number.parseInt(textOf(header.subarray(at, at + length)).trim() || '0', 8);
}

/** Records of a pax header: `30 path=…\n`, whose length counts itself. */
function readPax(bytes: Uint8Array): { path?: string; size?: number } {
  const values: { path?: string; size?: number } = {};
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(decodePath(bytes.subarray(at, space)));
    if (space === -1 || !(length > space - at) || at + length > bytes.length)
      refuseArchive('a pax header is damaged');
    const [, name, value] =
      /^([^=]*)=(.*)\n$/s.exec(decodePath(bytes.subarray(space + 1, at + length))) ?? [];
    if (name === 'path') values.path = value!;
    if (name === 'size') values.size = Number(value);
    at += length;
  }
  return values;
}
