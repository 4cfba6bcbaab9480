import { createWriteStream } from 'node:fs';
import { toJsonLine } from '../../../src/printable';

/** Limit of buffered output; further lines are dropped. */
const MAX_WAITING_BYTES = 16 * 2 ** 20;

/**
 * Writes lines to standard output without ever blocking: `console.log` to a pipe without a reader blocks the whole
 * process.
 */
export class LineWriter {
  readonly #stream = createWriteStream('', { fd: 1, autoClose: false });
  #dropped = 0;
  #isClosed = false;

  constructor() {
    // The reader is gone; the service goes on.
    this.#stream.on('error', () => {
      this.#isClosed = true;
    });
  }

  write(line: string): void {
    if (this.#isClosed) return;
    if (this.#stream.writableLength > MAX_WAITING_BYTES) {
      this.#dropped++;
      return;
    }
    if (this.#dropped > 0) {
      const message = `Dropped ${this.#dropped} lines: standard output was not read`;
      this.#dropped = 0;
      this.#stream.write(`${toJsonLine({ time: new Date().toISOString(), level: 'warning', message })}\n`);
    }
    this.#stream.write(`${line}\n`);
  }

  /** Waits until everything is written, or until a timeout. */
  flush(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
      this.#stream.write('', () => resolve());
    });
  }
}
