import type { BodyRooms } from '../../admission/in-flight/body-rooms';
import type { Permit } from '../../admission/in-flight/semaphore';
import type { PaceLimits } from '../../config';
import { ServiceError } from '../../errors';
import type { Clock } from '../../time/clock';
import { codingOf } from './content-coding';
import { discardBody } from './discard-body';
import { Pace } from './pace';
import { readBody } from './read-body';

/** Dependencies of reading bodies. */
export interface BodyContext {
  readonly clock: Pick<Clock, 'now'>;
  readonly rooms: BodyRooms;
  readonly pace: PaceLimits;
}

/**
 * The body of a request: read once or discarded. It owns the memory that it takes. The time that reading takes depends on the
 * client and its network, so it is measured separately.
 */
export class RequestBody {
  /** Bytes read so far. */
  bytes = 0;
  /** Time spent waiting for them. */
  milliseconds = 0;
  private permit: Permit | null = null;
  private pace: Pace | null = null;
  private buffer: ArrayBuffer | null = null;

  constructor(
    private readonly request: Request,
    private readonly context: BodyContext,
  ) {}

  /**
   * @param maxBytes maximum length of the body
   * @param advice remedy for a longer one: a clause without full stop, or nothing
   * @param copies how often its content will be held at once; room for as many is taken
   * @returns the whole body in one buffer; call `release()` when it is no longer needed
   * @throws ServiceError `body_too_large`, `unsupported_encoding`, `invalid_request`, `client_closed_request`,
   *   `request_timeout`, `temporarily_overloaded`
   */
  async read(maxBytes: number, advice = '', copies = 1): Promise<Uint8Array<ArrayBuffer>> {
    try {
      const bytes = await this.timed(() => this.readPaced(maxBytes, advice, copies).catch(blameClient));
      this.bytes = bytes.length;
      this.buffer = bytes.buffer;
      return bytes;
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /**
   * Hands the body on as it arrives, without holding it.
   *
   * @param maxBytes maximum length of the body
   * @param advice remedy for a longer one: a clause without full stop
   * @param receive takes a stream of so many bytes
   * @returns what `receive` returns
   * @throws ServiceError `length_required`, `body_too_large`, `unsupported_encoding`, `invalid_request` if it is empty,
   *   `client_closed_request`, `request_timeout`; what `receive` throws
   */
  async forward<T>(
    maxBytes: number,
    advice: string,
    receive: (body: ReadableStream<Uint8Array>, bytes: number) => Promise<T>,
  ): Promise<T> {
    const bytes = statedBytes(this.request, maxBytes, advice);
    const { readable, writable } = new FixedLengthStream(bytes);
    const writer = writable.getWriter();
    const sent = this.timed(() => this.pump(this.request.body!, writer).catch(blameClient));
    try {
      const [received] = await Promise.all([receive(readable, bytes), sent]);
      return received;
    } catch (error) {
      // Each of the two would wait for the other.
      await writer.abort(error).catch(() => {});
      throw error;
    }
  }

  /** Releases the memory of the body at once: until garbage collection, several would accumulate. Idempotent. */
  release(): void {
    if (this.buffer !== null && !this.buffer.detached) this.buffer.transfer(0);
    this.buffer = null;
    this.permit?.[Symbol.dispose]();
    this.permit = null;
  }

  /**
   * Discards the unread rest, up to a limit. If the connection is closed while the client is still sending, a reset
   * destroys the response, so the rest of a request that is rejected early has to be read first. Never throws.
   */
  discard(): Promise<void> {
    return this.timed(() => discardBody(this.request).catch(() => {}));
  }

  private async readPaced(
    maxBytes: number,
    advice: string,
    copies: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    let onSlow!: (error: ServiceError) => void;
    const tooSlow = new Promise<never>((_, reject) => {
      onSlow = reject;
    });
    try {
      return await readBody(this.request, {
        maxBytes,
        advice,
        copies,
        enterRoom: (bytes) => this.enterRoom(bytes, onSlow),
        next: async (read) => {
          const chunk = await Promise.race([read, tooSlow]);
          this.pace?.note(chunk.value?.length ?? 0);
          this.permit?.touch();
          return chunk;
        },
      });
    } finally {
      this.pace?.[Symbol.dispose]();
    }
  }

  /** Writes the body as fast as it is taken; its client has to keep the pace. */
  private async pump(
    body: ReadableStream<Uint8Array>,
    writer: WritableStreamDefaultWriter<Uint8Array>,
  ): Promise<void> {
    const { clock, pace: limits } = this.context;
    let onSlow!: (error: ServiceError) => void;
    const tooSlow = new Promise<never>((_, reject) => {
      onSlow = reject;
    });
    const reader = body.getReader();
    try {
      for (;;) {
        using pace = new Pace(limits, clock, () => false, onSlow);
        const { done, value } = await Promise.race([reader.read(), tooSlow]);
        if (done) break;
        pace.note(value.length);
        this.bytes += value.length;
        await writer.write(value);
      }
      await writer.close();
    } catch (error) {
      await writer.abort(error).catch(() => {});
      throw error;
    } finally {
      reader.releaseLock();
    }
  }

  /** Waiting for memory is not the client's fault: neither its pace nor the time of reading includes it. */
  private async enterRoom(bytes: number, onSlow: (error: ServiceError) => void): Promise<void> {
    const { clock, rooms, pace } = this.context;
    const start = clock.now();
    this.pace?.[Symbol.dispose]();
    const permit = await rooms.enter(bytes, this.request.signal);
    this.permit?.[Symbol.dispose]();
    this.permit = permit;
    this.pace = new Pace(pace, clock, () => permit.isWanted, onSlow);
    this.milliseconds -= clock.now() - start;
  }

  private async timed<T>(work: () => Promise<T>): Promise<T> {
    const start = this.context.clock.now();
    try {
      return await work();
    } finally {
      this.milliseconds += this.context.clock.now() - start;
    }
  }
}

/** @returns the length of a body that is stored as it is */
function statedBytes({ headers, body }: Request, maxBytes: number, advice: string): number {
  if (codingOf(headers.get('content-encoding')) !== null) {
    const message = 'Cannot store a compressed body; send the file itself, without Content-Encoding';
    throw new ServiceError('unsupported_encoding', message, { acceptedCodings: ['identity'] });
  }
  const length = headers.get('content-length');
  if (length === null && body !== null)
    throw new ServiceError(
      'length_required',
      'Cannot store the body: its length is unknown; send Content-Length',
    );
  const bytes = Number(length ?? 0);
  if (bytes === 0 || body === null)
    throw new ServiceError('invalid_request', 'Cannot store the body: it is empty');
  if (bytes > maxBytes) {
    const message = `Cannot store the body: its ${bytes} bytes exceed the maximum of ${maxBytes} bytes; ${advice}`;
    throw new ServiceError('body_too_large', message);
  }
  return bytes;
}

/** The runtime marks connection errors as retryable, and no other errors of a body. */
function blameClient(error: unknown): never {
  if ((error as { retryable?: boolean }).retryable !== true) throw error;
  throw new ServiceError('client_closed_request', 'Cannot read body: the client disconnected before its end');
}
