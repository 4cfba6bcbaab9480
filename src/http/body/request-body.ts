import { ServiceError } from '../../errors';
import type { Clock } from '../../time/clock';
import { discardBody } from './discard-body';
import { readBody } from './read-body';

/**
 * The body of a request: read once or discarded. The time that reading takes depends on the client and its network, so
 * it is measured separately.
 */
export class RequestBody {
  /** Bytes read so far. */
  bytes = 0;
  /** Time spent waiting for them. */
  milliseconds = 0;

  constructor(
    private readonly request: Request,
    private readonly clock: Clock,
  ) {}

  /**
   * @param maxBytes maximum length of the body
   * @param advice remedy for a longer one: a clause without full stop, or nothing
   * @returns the whole body in one buffer; call `release` when it is no longer needed
   * @throws ServiceError `body_too_large`, `unsupported_encoding`, `invalid_request`, `client_closed_request`
   */
  read(maxBytes: number, advice = ''): Promise<Uint8Array<ArrayBuffer>> {
    return this.timed(async () => {
      const bytes = await readBody(this.request, maxBytes, advice).catch(blameClient);
      this.bytes = bytes.length;
      return bytes;
    });
  }

  /**
   * Discards the unread rest, up to a limit. If the connection is closed while the client is still sending, a reset
   * destroys the response, so the rest of a request that is rejected early has to be read first. Never throws.
   */
  discard(): Promise<void> {
    return this.timed(() => discardBody(this.request).catch(() => {}));
  }

  private async timed<T>(work: () => Promise<T>): Promise<T> {
    const start = this.clock.now();
    try {
      return await work();
    } finally {
      this.milliseconds += this.clock.now() - start;
    }
  }
}

/** The runtime marks connection errors as retryable, and no other errors of a body. */
function blameClient(error: unknown): never {
  if ((error as { retryable?: boolean }).retryable !== true) throw error;
  throw new ServiceError('client_closed_request', 'Cannot read body: the client disconnected before its end');
}
