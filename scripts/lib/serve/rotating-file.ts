import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';

export interface RotatingFileOptions {
  readonly path: string;
  /** A file that would exceed this size is renamed to `<path>.1`, and a new one is started; 0 lets it grow. */
  readonly maxBytes: number;
  /** Number of renamed files to keep. */
  readonly keep: number;
  /** Receives one line if the file cannot be renamed; it then keeps growing. */
  readonly warn: (line: string) => void;
  /** How long a file that was moved or deleted may still be written to. */
  readonly followMilliseconds: number;
}

/** A file that lines are appended to; one call at a time. */
export class RotatingFile {
  readonly #options: RotatingFileOptions;
  #handle: FileHandle | null = null;
  #size = 0;
  /** Size at which the file is renamed. */
  #limit = Number.POSITIVE_INFINITY;
  /** Time, on `performance.now()`, until which the name is assumed to refer to the open file. */
  #followUntil = Number.NEGATIVE_INFINITY;

  constructor(options: RotatingFileOptions) {
    this.#options = options;
  }

  /** Makes the next call check whether the file still has its name. */
  follow(): void {
    this.#followUntil = Number.NEGATIVE_INFINITY;
  }

  /**
   * Number of bytes that may be appended before the file is renamed. Opens it, and checks whether it still has its name.
   * @throws NodeJS.ErrnoException if it cannot be opened
   */
  async room(): Promise<number> {
    if (performance.now() >= this.#followUntil) await this.#open();
    return this.#limit - this.#size;
  }

  /**
   * Appends the bytes, or the first of them.
   *
   * @param bytes complete lines, or the rest of some
   * @param isRest whether they complete a partly written line; the file is not renamed before that
   * @returns how many were written
   * @throws NodeJS.ErrnoException if it cannot be opened or written
   */
  async append(bytes: Buffer, isRest: boolean): Promise<number> {
    const room = await this.room();
    if (!isRest && this.#size > 0 && bytes.length > room) await this.#rotate();
    const { bytesWritten } = await this.#handle!.write(bytes);
    this.#size += bytesWritten;
    return bytesWritten;
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = null;
    this.follow();
  }

  /** Opens the file that has the name now, unless it is open. */
  async #open(): Promise<void> {
    const { path, maxBytes, followMilliseconds } = this.#options;
    const named = await stat(path).catch(() => null);
    const opened = await this.#handle?.stat().catch(() => null);
    if (named === null || named.ino !== opened?.ino || named.dev !== opened.dev) {
      const handle = await open(path, 'a');
      await this.#handle?.close().catch(() => null);
      this.#handle = handle;
      this.#limit = maxBytes;
    }
    const now = await this.#handle!.stat();
    this.#size = now.size;
    // A terminal or a pipe has no size and keeps its name.
    if (maxBytes === 0 || !now.isFile()) this.#limit = Number.POSITIVE_INFINITY;
    this.#followUntil = performance.now() + followMilliseconds;
  }

  async #rotate(): Promise<void> {
    const { path, keep, maxBytes, warn } = this.#options;
    try {
      // The name may refer to another file by now, which we must not rename.
      const [named, opened] = await Promise.all([stat(path), this.#handle!.stat()]);
      if (named.ino === opened.ino && named.dev === opened.dev) await shift(path, keep);
    } catch (error) {
      warn(`Cannot rename ${path} when it is full: ${(error as Error).message}; it keeps growing`);
      this.#limit = this.#size + maxBytes;
      return;
    }
    await this.#open();
  }
}

/** `path` becomes `path.1`, that `path.2` and so on, of which the last is deleted. */
async function shift(path: string, keep: number): Promise<void> {
  if (keep === 0) return rm(path);
  for (let number = keep - 1; number >= 1; number--) {
    await rename(`${path}.${number}`, `${path}.${number + 1}`).catch(ignoreMissing);
  }
  await rename(path, `${path}.1`);
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
