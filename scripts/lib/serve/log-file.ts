import { RotatingFile } from './rotating-file';

export interface LogFileOptions {
  readonly path: string;
  /** A file that would exceed this size is renamed to `<path>.1`, and a new one is started; 0 lets it grow. */
  readonly maxBytes: number;
  /** Number of renamed files to keep. */
  readonly keep: number;
  /** Receives one line when writing fails, and one when it works again. */
  readonly warn: (line: string) => void;
  /** Interval of retries after a failure, and how long a renamed file may still be written to. */
  readonly retryMilliseconds?: number;
  /** Maximum number of buffered lines; further ones are dropped and counted. */
  readonly maxWaiting?: number;
}

/** Maximum bytes per write. */
const BATCH_BYTES = 65_536;
const NEWLINE = 10;

/**
 * Appends lines to a file and survives any error: if writing fails, lines are buffered and the write is retried;
 * lines that exceed the buffer are counted. Starts a new file if the file is moved or deleted.
 *
 * Own code: rotating-file-stream 3 stops at the first error and ignores partial writes, and sonic-boom 5 (under
 * pino-roll) closes a descriptor twice if reopening a file fails twice.
 */
export class LogFile {
  readonly #options: Required<LogFileOptions>;
  readonly #file: RotatingFile;
  readonly #waiting: string[] = [];
  /** Bytes being written: lines, or the rest of them after a partial write. */
  #batch = Buffer.alloc(0);
  #isRest = false;
  #writing: Promise<void> | null = null;
  /** Set from a failure to the next success. */
  #retry: NodeJS.Timeout | null = null;
  #dropped = 0;

  constructor(options: LogFileOptions) {
    this.#options = { retryMilliseconds: 10_000, maxWaiting: 10_000, ...options };
    this.#file = new RotatingFile({ ...this.#options, followMilliseconds: this.#options.retryMilliseconds });
  }

  /** @param line without line break */
  write(line: string): void {
    if (this.#waiting.length < this.#options.maxWaiting) this.#waiting.push(`${line}\n`);
    else this.#dropped++;
    if (this.#retry === null) this.#start();
  }

  /** Continues in a new file if the old one was moved, as logrotate does before it sends SIGHUP. */
  reopen(): void {
    this.#file.follow();
    this.#start();
  }

  /** Writes the buffered lines if possible, and closes the file. */
  async close(): Promise<void> {
    await this.#writing;
    this.#start();
    await this.#writing;
    if (this.#retry !== null) clearTimeout(this.#retry);
    const lost = this.#dropped + this.#waiting.length + this.#batch.filter((byte) => byte === NEWLINE).length;
    if (lost > 0) this.#options.warn(`Cannot write ${this.#options.path}: lost ${lost} lines`);
    await this.#file.close().catch(() => null);
  }

  #start(): void {
    this.#writing ??= this.#drain();
  }

  async #drain(): Promise<void> {
    try {
      do await this.#writeSome();
      while (this.#batch.length > 0 || this.#waiting.length > 0);
      this.#succeed();
    } catch (error) {
      this.#fail(error as Error);
    }
    this.#writing = null;
  }

  async #writeSome(): Promise<void> {
    if (this.#batch.length === 0) this.#batch = this.#takeLines(await this.#file.room());
    const written = await this.#file.append(this.#batch, this.#isRest);
    this.#batch = this.#batch.subarray(written);
    this.#isRest = this.#batch.length > 0;
  }

  /** @param room bytes that still fit; the first line is always taken */
  #takeLines(room: number): Buffer<ArrayBuffer> {
    const maxBytes = Math.min(BATCH_BYTES, room);
    let count = 0;
    for (let bytes = 0; count < this.#waiting.length; count++) {
      bytes += Buffer.byteLength(this.#waiting[count]!);
      if (bytes > maxBytes && count > 0) break;
    }
    return Buffer.from(this.#waiting.splice(0, count).join(''));
  }

  #succeed(): void {
    const { path, warn } = this.#options;
    if (this.#retry !== null) warn(`Writing to ${path} again`);
    if (this.#dropped > 0)
      warn(`Dropped ${this.#dropped} lines of ${path}: the buffer was full while it could not be written`);
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    this.#dropped = 0;
  }

  #fail({ message }: Error): void {
    const { path, maxWaiting, retryMilliseconds, warn } = this.#options;
    if (this.#retry === null)
      warn(`Cannot write ${path}: ${message}; buffering up to ${maxWaiting} lines and retrying`);
    else clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#start(), retryMilliseconds).unref();
  }
}
