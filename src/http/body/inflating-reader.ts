import type { Coding } from './content-coding';

/** What is inflated at a time: 4 kB become 4 MB at most (RFC 1951 compresses no better than 1 to 1,032). */
const PIECE_BYTES = 4096;

/** What reading a body takes of a `ReadableStreamBYOBReader`. */
export interface ByteReader {
  read(view: Uint8Array<ArrayBuffer>): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>;
  releaseLock(): void;
}

/**
 * Inflates what another reader reads, and no more than is asked for but for one piece. The runtime's own stream knows no
 * back pressure: left to `pipeThrough()`, it inflates a bomb as fast as it comes in.
 */
export class InflatingReader implements ByteReader {
  private readonly writer: WritableStreamDefaultWriter<Uint8Array>;
  private readonly inflated: ReadableStreamBYOBReader;

  /** @param source compressed bytes; its lock is released with that of this one */
  constructor(
    private readonly source: ByteReader,
    coding: Coding,
  ) {
    const { readable, writable } = new DecompressionStream(coding);
    this.writer = writable.getWriter();
    this.inflated = readable.getReader({ mode: 'byob' });
  }

  /** @throws TypeError where the bytes are not what they should be; what the source throws */
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

  /** Hands one piece on. @returns false at the end */
  private async feed(): Promise<boolean> {
    const { done, value } = await this.source.read(new Uint8Array(PIECE_BYTES));
    if (done || value === undefined) {
      await this.writer.close();
      return false;
    }
    await this.writer.write(value);
    return true;
  }
}
