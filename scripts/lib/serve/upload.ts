import type { IncomingMessage } from 'node:http';
import type { FrontLimits } from './limits';
import { RateMeter } from './rate-meter';

/** Receiver of the bytes of a body. */
export interface UploadSink {
  chunk(bytes: Buffer): void;
  end(): void;
}

const DISCARD: UploadSink = { chunk: () => {}, end: () => {} };

/** The body of one request: forwards its bytes and detects if they arrive too slowly. */
export class Upload {
  sink: UploadSink = DISCARD;
  /** Whether others wait for the end of this body. */
  isAwaited: () => boolean = () => false;
  #bytes = 0;
  #lastAt = performance.now();
  readonly #rate = new RateMeter(this.#lastAt);
  /** Back-pressure is not the client's fault. */
  #isPaused = false;
  #discarding: { readonly until: number; readonly bytes: number; readonly end: () => void } | null = null;

  constructor(
    readonly client: IncomingMessage,
    /** Called when it arrives too slowly. */
    readonly onSlow: (expected: string) => void,
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
    this.#isPaused = true;
    this.client.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#lastAt = performance.now();
    this.#rate.restart(this.#lastAt, this.#bytes);
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
    } else if (!this.#isPaused) {
      const missed = this.#missedRate(limits, now);
      if (missed !== null) this.onSlow(missed);
    }
  }

  /** @returns what was expected of the client, if it was too slow */
  #missedRate(limits: FrontLimits, now: number): string | null {
    const { idleSeconds, graceSeconds, bytesPerSecond, contendedSeconds, contendedBytesPerSecond } = limits;
    this.#rate.note(now, this.#bytes);
    if (now - this.#lastAt > idleSeconds * 1000) return `more within ${idleSeconds} s`;
    if (this.#rate.isBelow(bytesPerSecond, graceSeconds)) {
      return `${bytesPerSecond} bytes a second over each ${graceSeconds} s`;
    }
    if (this.isAwaited() && this.#rate.isBelow(contendedBytesPerSecond, contendedSeconds)) {
      return `${contendedBytesPerSecond} bytes a second over each ${contendedSeconds} s while other uploads wait`;
    }
    return null;
  }
}
