import type { IncomingMessage } from 'node:http';
import { freeBuffer } from './free-buffer';
import type { FrontCode } from './front-problem';
import type { FrontLimits } from './limits';
import { SLICE_BYTES } from './paced-input';
import { RateMeter } from './rate-meter';

/** Receiver of the bytes of a body. */
export interface UploadSink {
  /** @param bytes the receiver's own, which it may free */
  chunk(bytes: Buffer): void;
  end(): void;
}

const DISCARD: UploadSink = { chunk: freeBuffer, end: () => {} };

/** After a refusal, time for the response to arrive. */
const CRUMB_MILLISECONDS = 1_000;

/** The body of one request: forwards its bytes and detects if they arrive too slowly, or in crumbs. */
export class Upload {
  sink: UploadSink = DISCARD;
  /** Whether the Worker receives it as it comes. */
  isStreamed = false;
  /** Whether others wait for the end of this body. */
  isAwaited: () => boolean = () => false;
  #bytes = 0;
  #chunks = 0;
  /** Length of the body; null if it comes in chunks. */
  readonly #declared: number | null;
  #hasCrumbled = false;
  #lastAt = performance.now();
  readonly #rate = new RateMeter(this.#lastAt);
  /** Back-pressure is not the client's fault. */
  #isPaused = false;
  #discarding: { readonly until: number; readonly bytes: number; readonly end: () => void } | null = null;

  constructor(
    readonly client: IncomingMessage,
    readonly limits: FrontLimits,
    /** Called when it is not to be read any further. */
    readonly refuse: (code: FrontCode, detail: string) => void,
    /** Called when it is paused or resumed. */
    readonly onPauseChange: () => void,
  ) {
    const isChunked = client.headers['transfer-encoding'] !== undefined;
    this.#declared = isChunked ? null : Number(client.headers['content-length']);
    client.on('data', (bytes: Buffer) => {
      this.#bytes += bytes.length;
      this.#chunks++;
      this.#lastAt = performance.now();
      if (this.#hasCrumbled) return;
      if (isChunked && this.#isCrumbled()) this.#refuseCrumbs();
      else this.sink.chunk(bytes);
    });
    client.once('end', () => {
      this.#discarding?.end();
      this.sink.end();
    });
  }

  /** How many of the next bytes may be parsed at once: the rest of the body, or about eight chunks (see `InputGuide`). */
  get allowance(): number | null {
    if (this.#hasCrumbled) return null;
    if (this.#isPaused) return 0;
    const isChunked = this.#declared === null;
    const expected = isChunked ? (8 * this.#bytes) / Math.max(1, this.#chunks) : this.#declared - this.#bytes;
    return Math.max(SLICE_BYTES, Math.floor(expected));
  }

  /** Pauses the client. */
  pause(): void {
    this.#isPaused = true;
    this.client.pause();
    this.onPauseChange();
  }

  resume(): void {
    this.#isPaused = false;
    this.#lastAt = performance.now();
    this.#rate.restart(this.#lastAt, this.#bytes);
    this.client.resume();
    this.onPauseChange();
  }

  /**
   * Reads and discards the rest.
   * @param end called once: when it is read, or exceeds a limit
   */
  discard(end: () => void): void {
    if (this.#hasCrumbled) {
      // The parser would never find its end.
      setTimeout(end, CRUMB_MILLISECONDS).unref();
      return;
    }
    const { discardedBytes, discardSeconds } = this.limits;
    this.sink = DISCARD;
    const until = performance.now() + discardSeconds * 1000;
    this.#discarding = { until, bytes: this.#bytes + discardedBytes, end };
    this.resume();
  }

  /** Called about once a second. */
  check(now: number): void {
    if (this.#discarding !== null) {
      const { until, bytes, end } = this.#discarding;
      if (now > until || this.#bytes > bytes) end();
    } else if (!this.#isPaused) {
      const missed = this.#missedRate(now);
      if (missed !== null) this.refuse('request_timeout', `Cannot read the body: expected ${missed}`);
    }
  }

  #isCrumbled(): boolean {
    const { chunks, chunkBytes } = this.limits;
    return this.#chunks > chunks && this.#bytes < this.#chunks * chunkBytes;
  }

  #refuseCrumbs(): void {
    this.#hasCrumbled = true;
    const average = (this.#bytes / this.#chunks).toFixed(1);
    this.refuse(
      'malformed_request',
      `Cannot read the body: its chunks have ${average} bytes on average, at least ${this.limits.chunkBytes} are needed; send larger chunks, or Content-Length`,
    );
  }

  /** @returns what was expected of the client, if it was too slow */
  #missedRate(now: number): string | null {
    const { idleSeconds, graceSeconds, bytesPerSecond, contendedSeconds, contendedBytesPerSecond } =
      this.limits;
    const more = this.isStreamed ? this.limits.workerSeconds : 0;
    this.#rate.note(now, this.#bytes);
    if (now - this.#lastAt > (idleSeconds + more) * 1000) return `more within ${idleSeconds} s`;
    if (this.#rate.isBelow(bytesPerSecond, graceSeconds + more)) {
      return `${bytesPerSecond} bytes a second over each ${graceSeconds} s`;
    }
    if (this.isAwaited() && this.#rate.isBelow(contendedBytesPerSecond, contendedSeconds)) {
      return `${contendedBytesPerSecond} bytes a second over each ${contendedSeconds} s while other uploads wait`;
    }
    return null;
  }
}
