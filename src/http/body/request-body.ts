import { ServiceError } from '../../errors';
import type { Clock } from '../../time/clock';
import { discardBody } from './discard-body';
import { readBody } from './read-body';

/**
 * The body of one request: read once or thrown away, and what that took. Reading depends on the client and its network,
 * so its time is told apart from ours.
 */
export class RequestBody {
  /** Bytes that have been read so far. */
  bytes = 0;
  /** Time that was spent waiting for them. */
  milliseconds = 0;

  constructor(
    private readonly request: Request,
    private readonly clock: Clock,
  ) {}

  /**
   * @param maxBytes longest body that is taken
   * @param advice what to do about one that is longer; a clause without full stop, or nothing
   * @returns the whole body in one buffer; to be released by `release` when it is not needed any more
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
   * Throws away what nobody has read, up to a limit. A client that is still sending when the connection is closed loses
   * the answer to a reset, so what is refused early is taken in before it is answered. Never rejects.
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

/** The runtime marks what went wrong with the connection as worth a retry; nothing else about a body is. */
function blameClient(error: unknown): never {
  if ((error as { retryable?: boolean }).retryable !== true) throw error;
  throw new ServiceError('client_closed_request', 'Cannot read body: the client went away before its end');
}
