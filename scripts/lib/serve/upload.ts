import type { IncomingMessage } from 'node:http';
import type { FrontLimits } from './limits';

/** Receiver of the bytes of a body. */
export interface UploadSink {
  chunk(bytes: Buffer): void;
  end(): void;
}

const DISCARD: UploadSink = { chunk: () => {}, end: () => {} };

/** The body of one request: forwards its bytes and detects if they arrive too slowly. */
export class Upload {
  sink: UploadSink = DISCARD;
  #bytes = 0;
  readonly #startedAt = performance.now();
  #lastAt = this.#startedAt;
  /** Milliseconds of back-pressure: not the client's fault. */
  #heldUp = 0;
  #pausedAt: number | null = null;
  #discarding: { readonly until: number; readonly bytes: number; readonly end: () => void } | null = null;

  constructor(
    readonly client: IncomingMessage,
    /** Called when it arrives too slowly. */
    readonly onSlow: () => void,
  ) {
    client.on('data', (bytes: Buffer) => {
      this.#bytes += bytes.length;
      this.#lastAt = performance.now();
      this.sink.chunk(bytes);
    });
    client.once('end', () => {
      this.#discarding?.end();
      this.sink.end();
    });
  }

  /** Pauses the client. */
  pause(): void {
    this.#pausedAt = performance.now();
    this.client.pause();
  }

  resume(): void {
    if (this.#pausedAt !== null) this.#heldUp += performance.now() - this.#pausedAt;
    this.#pausedAt = null;
    this.#lastAt = performance.now();
    this.client.resume();
  }

  /**
   * Reads and discards the rest.
   * @param end called once: when it is read, or exceeds a limit
   */
  discard({ discardedBytes, discardSeconds }: FrontLimits, end: () => void): void {
    this.sink = DISCARD;
    const until = performance.now() + discardSeconds * 1000;
    this.#discarding = { until, bytes: this.#bytes + discardedBytes, end };
    this.resume();
  }

  /** Called about once a second. */
  check(limits: FrontLimits, now: number): void {
    if (this.#discarding !== null) {
      const { until, bytes, end } = this.#discarding;
      if (now > until || this.#bytes > bytes) end();
    } else if (this.#pausedAt === null && this.#isSlow(limits, now)) {
      this.onSlow();
    }
  }

  #isSlow({ idleSeconds, graceSeconds, bytesPerSecond }: FrontLimits, now: number): boolean {
    if (now - this.#lastAt > idleSeconds * 1000) return true;
    const seconds = (now - this.#startedAt - this.#heldUp) / 1000;
    return seconds > graceSeconds + this.#bytes / bytesPerSecond;
  }
}
