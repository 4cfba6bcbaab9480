import type { BatchLimits } from '../../config';
import { type ByteSource, WindowReader } from './byte-source';
import { BatchPlanner, decodePath, isPicturePath, type PlannedBatch, refuseArchive } from './entry';

// The structures of PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16.
const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_BYTES = 20;
const END_64_SIGNATURE = 0x06064b50;
const END_64_BYTES = 56;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const ZIP64_EXTRA = 0x0001;
/** Stands for a value that is in the zip64 field instead. */
const ELSEWHERE_32 = 0xffffffff;

/** Bytes of the directory that are read at once. */
const WINDOW_BYTES = 256 * 1024;
/** Bytes of the directory that one step of planning reads: some 15,000 entries. */
const STEP_BYTES = 2 ** 20;

/** A file according to the directory. */
export interface ZipEntry {
  readonly key: string;
  readonly isEncrypted: boolean;
  /** 0: stored; 8: deflated. */
  readonly method: number;
  readonly crc: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  /** Of its local header. */
  readonly offset: number;
}

/** Where planning has got to. */
export interface ZipCursor {
  readonly format: 'zip';
  readonly at: number;
  readonly end: number;
  /** Compressed bytes of the entries so far. */
  readonly claimed: number;
}

/** What one step of planning found. */
export interface PlanStep<Cursor> {
  readonly batches: readonly PlannedBatch[];
  /** Where to go on; null at the end. */
  readonly next: Cursor | null;
}

/**
 * Finds the directory of a zip file, of either size.
 * @throws ServiceError `corrupt_archive`
 */
export async function findDirectory(source: ByteSource): Promise<ZipCursor> {
  const tailBytes = Math.min(source.size, END_BYTES + MAX_COMMENT_BYTES + LOCATOR_BYTES + END_64_BYTES);
  const tailAt = source.size - tailBytes;
  const tail = await source.read(tailAt, tailBytes);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  const end = findEnd(view);
  if (end === null)
    return refuseArchive('the directory at the end of the zip file is missing; upload all of it');
  const small = { at: view.getUint32(end + 16, true), bytes: view.getUint32(end + 12, true) };
  const is64 = end >= LOCATOR_BYTES && view.getUint32(end - LOCATOR_BYTES, true) === LOCATOR_SIGNATURE;
  const { at, bytes } = is64 ? await readEnd64(source, readUint64(view, end - LOCATOR_BYTES + 8)) : small;
  if (at + bytes > tailAt + end) refuseArchive('its directory does not lie where its end says');
  return { format: 'zip', at, end: at + bytes, claimed: 0 };
}

/** @returns offset of the last record whose comment ends with the file */
function findEnd(view: DataView): number | null {
  for (let at = view.byteLength - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_SIGNATURE) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  return null;
}

async function readEnd64(source: ByteSource, at: number): Promise<{ at: number; bytes: number }> {
  if (at + END_64_BYTES > source.size) refuseArchive('its zip64 end record lies outside the file');
  const record = await source.read(at, END_64_BYTES);
  const view = new DataView(record.buffer, record.byteOffset, record.length);
  if (view.getUint32(0, true) !== END_64_SIGNATURE) refuseArchive('its zip64 end record is damaged');
  return { bytes: readUint64(view, 40), at: readUint64(view, 48) };
}

/**
 * Reads the next part of the directory.
 * @throws ServiceError `corrupt_archive`
 */
export async function planZip(
  source: ByteSource,
  cursor: ZipCursor,
  limits: BatchLimits,
): Promise<PlanStep<ZipCursor>> {
  const planner = new BatchPlanner(limits);
  const stepEnd = Math.min(cursor.end, cursor.at + STEP_BYTES);
  let { at, claimed } = cursor;
  for await (const { entry, start, end } of walkDirectory(source, { at, end: cursor.end })) {
    claimed += entry.compressedBytes;
    // Entries that share their bytes would make a small file unfold into any number of pictures.
    if (claimed > source.size) refuseArchive('its entries overlap');
    if (isPicturePath(entry.key)) planner.add(start, end, Math.max(entry.bytes, entry.compressedBytes));
    at = end;
    if (at >= stepEnd) break;
  }
  planner.close();
  return { batches: planner.batches, next: at < cursor.end ? { ...cursor, at, claimed } : null };
}

/**
 * Reads the entries in a range of the directory.
 * @throws ServiceError `corrupt_archive`
 */
export async function* walkDirectory(
  source: ByteSource,
  range: { readonly at: number; readonly end: number },
) {
  const reader = new WindowReader(source, Math.min(WINDOW_BYTES, range.end - range.at));
  for (let start = range.at; start < range.end; ) {
    const header = (await reader.bytes(start, ENTRY_BYTES)) ?? refuseArchive('its directory is cut off');
    const fixed = new DataView(header.buffer, header.byteOffset, header.length);
    if (fixed.getUint32(0, true) !== ENTRY_SIGNATURE)
      refuseArchive(`its directory is damaged at byte ${start}`);
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => fixed.getUint16(field, true));
    const end = start + ENTRY_BYTES + nameBytes! + extraBytes! + commentBytes!;
    if (end > range.end) refuseArchive('its directory is cut off');
    const whole = (await reader.bytes(start, end - start))!;
    yield { entry: readEntry(whole, nameBytes!, extraBytes!), start, end };
    start = end;
  }
}

function readEntry(bytes: Uint8Array, nameBytes: number, extraBytes: number): ZipEntry {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const extraAt = ENTRY_BYTES + nameBytes;
  const large = zip64Values(new DataView(bytes.buffer, bytes.byteOffset + extraAt, extraBytes));
  // In this order, and only those that do not fit (section 4.5.3).
  const [size, compressedBytes, offset] = [24, 20, 42].map((field) => {
    const value = view.getUint32(field, true);
    return value === ELSEWHERE_32 ? (large.shift() ?? value) : value;
  });
  return {
    key: decodePath(bytes.subarray(ENTRY_BYTES, extraAt)),
    isEncrypted: (view.getUint16(8, true) & 1) !== 0,
    method: view.getUint16(10, true),
    crc: view.getUint32(16, true),
    compressedBytes: compressedBytes!,
    bytes: size!,
    offset: offset!,
  };
}

/** The values of the zip64 field among the extra fields of an entry. */
function zip64Values(extra: DataView): number[] {
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const bytes = extra.getUint16(at + 2, true);
    if (extra.getUint16(at, true) === ZIP64_EXTRA) {
      const count = Math.min(3, Math.floor(Math.min(bytes, extra.byteLength - at - 4) / 8));
      return Array.from({ length: count }, (_, i) => readUint64(extra, at + 4 + 8 * i));
    }
    at += 4 + bytes;
  }
  return [];
}

/** Beyond 2^53 it is not exact, but larger than any file. */
function readUint64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}
