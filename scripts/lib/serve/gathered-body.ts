import { freeBuffer } from './free-buffer';

/** Bytes of bodies that are buffered, all together. */
export interface Holdings {
  bytes: number;
}

/** The beginning of a body, in one buffer: a client that sends it byte by byte would otherwise cost a hundred times as much. */
export class GatheredBody {
  #buffer: Buffer = Buffer.alloc(0);
  #size = 0;

  constructor(readonly holdings: Holdings) {}

  get size(): number {
    return this.#size;
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#size);
  }

  add(bytes: Buffer): void {
    const size = this.#size + bytes.length;
    this.holdings.bytes += bytes.length;
    if (this.#size === 0) {
      this.#buffer = bytes;
    } else {
      if (size > this.#buffer.length) this.#grow(size);
      bytes.copy(this.#buffer, this.#size);
      freeBuffer(bytes);
    }
    this.#size = size;
  }

  /** Gives the bytes up; further calls have no effect. */
  release(): void {
    this.holdings.bytes -= this.#size;
    this.#size = 0;
    this.#buffer = Buffer.alloc(0);
  }

  #grow(size: number): void {
    const grown = Buffer.allocUnsafe(Math.max(size, 2 * this.#buffer.length));
    this.#buffer.copy(grown, 0, 0, this.#size);
    freeBuffer(this.#buffer);
    this.#buffer = grown;
  }
}
