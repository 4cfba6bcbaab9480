import type { BatchLimits } from '../../config';
import { ServiceError } from '../../errors';

/** A file of an archive, or why it cannot be read. */
export interface ArchiveFile {
  /** Its path within the archive. */
  readonly key: string;
  readonly content: Uint8Array<ArrayBuffer> | ServiceError;
}

/** Bytes of an archive that describe a number of pictures. */
export interface ArchiveRange {
  readonly at: number;
  readonly end: number;
}

/** Pictures that are recognised together. */
export interface PlannedBatch<Source = ArchiveRange> {
  /** Number of pictures, 1 upwards. */
  readonly count: number;
  readonly source: Source;
}

/** Gathers consecutive entries of an archive into batches. */
export class BatchPlanner {
  readonly batches: PlannedBatch[] = [];
  private start: number | null = null;
  private end = 0;
  private count = 0;
  private bytes = 0;

  constructor(private readonly limits: BatchLimits) {}

  /**
   * @param at first byte of what describes the entry
   * @param end one past its last byte
   * @param bytes that the file takes in memory
   */
  add(at: number, end: number, bytes: number): void {
    const { limits } = this;
    // A file that is too large is never read.
    const taken = bytes > limits.entryBytes ? 0 : bytes;
    if (this.count > 0 && this.bytes + taken > limits.bytes) this.close();
    this.start ??= at;
    this.end = end;
    this.count++;
    this.bytes += taken;
    if (this.count >= limits.pictures) this.close();
  }

  /** Ends the batch that is being gathered. */
  close(): void {
    if (this.start !== null)
      this.batches.push({ count: this.count, source: { at: this.start, end: this.end } });
    this.start = null;
    this.count = 0;
    this.bytes = 0;
  }
}

/** What Finder, Explorer and tools add to archives beside the pictures: folders, resource forks, thumbnails. */
const NO_PICTURES = /(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)|\/$/;

/** @returns whether a path within an archive is that of a file somebody put there */
export function isPicturePath(key: string): boolean {
  return !NO_PICTURES.test(key);
}

/** @throws ServiceError `corrupt_archive` */
export function refuseArchive(fault: string): never {
  throw new ServiceError('corrupt_archive', `Cannot read the archive: ${fault}`);
}

/** The error of a file that is larger than the limit. */
export function tooLarge(bytes: number, maxBytes: number): ServiceError {
  return new ServiceError(
    'body_too_large',
    `Cannot read the file: its ${bytes} bytes exceed the maximum of ${maxBytes} bytes; put a smaller copy into the archive`,
  );
}

/** Paths are UTF-8 today; older programs wrote the code page of their system, whose letters are kept apart at least. */
export function decodePath(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
