/** Bytes that are read in ranges, such as an object in R2. */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /** @returns exactly these bytes; they lie within the source */
  read(at: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** Reads small pieces that lie close together with few reads of the source, of which it holds one window. */
export class WindowReader {
  private window: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  private windowAt = 0;

  /** @param windowBytes that are read at least, as far as there are any */
  constructor(
    private readonly source: ByteSource,
    private readonly windowBytes: number,
  ) {}

  get size(): number {
    return this.source.size;
  }

  /** @returns these bytes, or null where the source ends before; valid until the next call */
  async bytes(at: number, length: number): Promise<Uint8Array<ArrayBuffer> | null> {
    if (at < 0 || length < 0 || at + length > this.size) return null;
    if (at < this.windowAt || at + length > this.windowAt + this.window.length) {
      this.window = new Uint8Array(0);
      this.window = await this.source.read(at, Math.min(Math.max(length, this.windowBytes), this.size - at));
      this.windowAt = at;
    }
    return this.window.subarray(at - this.windowAt, at - this.windowAt + length);
  }
}
