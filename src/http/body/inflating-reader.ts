import type { Coding } from './content-coding';

/** Compressed bytes per chunk: 4 kB inflate to 4 MB at most (the maximum ratio of RFC 1951 is 1 to 1,032). */
const CHUNK_BYTES = 4096;

/** The part of a `ReadableStreamBYOBReader` that reading a body needs. */
export interface ByteReader {
  read(view: Uint8Array<ArrayBuffer>): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>;
  releaseLock(): void;
}

/**
 * Inflates the bytes of another reader, at most one chunk ahead of its consumer. The runtime's own stream applies no
 * back pressure: with `pipeThrough()` it would inflate a decompression bomb as fast as it arrives.
 */
export class InflatingReader implements ByteReader {
  private readonly writer: WritableStreamDefaultWriter<Uint8Array>;
  private readonly inflated: ReadableStreamBYOBReader;
  /** Whether the source has ended; what it holds may take several reads. */
  private isAtEnd = false;

  /** @param source compressed bytes; its lock is released together with this reader's */
  constructor(
    private readonly source: ByteReader,
    coding: Coding,
  ) {
    const { readable, writable } = new DecompressionStream(coding);
    this.writer = writable.getWriter();
    this.inflated = readable.getReader({ mode: 'byob' });
  }

  /** @throws TypeError if the bytes are not valid for the coding; whatever the source throws */
  async read(view: Uint8Array<ArrayBuffer>): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> {
    let isSettled = false;
    const read = this.inflated.read(view);
    const settled = read.then(
      () => true,
      () => true,
    );
    void settled.then(() => {
      isSettled = true;
    });
    while (!isSettled && (await this.feed()));
    return read;
  }

  releaseLock(): void {
    this.source.releaseLock();
  }

  /** Passes one chunk on. @returns false at the end */
  private async feed(): Promise<boolean> {
    if (this.isAtEnd) return false;
    const { done, value } = await this.source.read(new Uint8Array(CHUNK_BYTES));
    if (done || value === undefined) {
      this.isAtEnd = true;
      await this.writer.close();
      return false;
    }
    await this.writer.write(value);
    return true;
  }
}
