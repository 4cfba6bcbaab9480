import { DigitsError } from './errors.js';

/** How requests are repeated. */
export interface RetryOptions {
  /** Longest time of one attempt, in milliseconds; default 60,000. */
  readonly timeoutMs?: number;
  /** How often a failed request is repeated; default 4. */
  readonly retries?: number;
  /** Longest pause that is accepted from `Retry-After`, in seconds; a longer one fails at once. Default 60. */
  readonly maxWaitSeconds?: number;
  /** Ends the work; the call then rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called before each pause. */
  readonly onRetry?: (retry: Retry) => void;
}

/** A repetition that is about to happen. */
export interface Retry {
  readonly error: DigitsError;
  /** From 1. */
  readonly attempt: number;
  /** Pause before it. */
  readonly seconds: number;
}

const DEFAULTS = { timeoutMs: 60_000, retries: 4, maxWaitSeconds: 60 };
const FIRST_PAUSE_SECONDS = 0.5;
const LONGEST_PAUSE_SECONDS = 20;
/** Statuses that say that the same request may succeed later. */
const RETRIED_STATUSES: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/**
 * Does the work, and again where that may help, after pauses that double and have some chance in them, so that clients which failed
 * together do not come back together. `Retry-After` is respected.
 *
 * @param work one attempt; its signal ends it
 * @throws DigitsError of the last attempt; the reason of the caller's signal
 */
export async function withRetries<T>(
  work: (signal: AbortSignal) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { retries, maxWaitSeconds } = { ...DEFAULTS, ...options };
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(work, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof DigitsError) || attempt > retries || !mayHelp(error)) throw error;
      if ((error.retryAfterSeconds ?? 0) > maxWaitSeconds) throw error;
      const seconds = pauseBefore(attempt, error.retryAfterSeconds);
      options.onRetry?.({ error, attempt, seconds });
      await pause(seconds, options.signal);
    }
  }
}

/**
 * Pause before a repetition: 0.25 to 0.5 seconds before the first, twice that before each further one, 20 at most; or what
 * the service asks for, and up to as much on top.
 */
export function pauseBefore(
  attempt: number,
  retryAfterSeconds: number | null,
  random: () => number = Math.random,
): number {
  const longest = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (attempt - 1));
  return retryAfterSeconds === null ? (longest * (1 + random())) / 2 : retryAfterSeconds + longest * random();
}

async function attemptOnce<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { timeoutMs = DEFAULTS.timeoutMs, signal }: RetryOptions,
): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await work(signal === undefined ? timeout : AbortSignal.any([signal, timeout]));
  } catch (error) {
    if (error instanceof DigitsError) throw error;
    if (error instanceof SyntaxError) {
      const message = 'Cannot understand the response: it is not JSON; check the address';
      throw new DigitsError('unexpected_response', message, { cause: error });
    }
    if (timeout.aborted) {
      const message = `Cannot get an answer within ${timeoutMs / 1000} s`;
      throw new DigitsError('timeout', message, { cause: error });
    }
    throw new DigitsError('network_error', `Cannot reach the service: ${reasonOf(error)}`, { cause: error });
  }
}

/** `fetch` says only that it failed; the reason is its cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { message?: string; code?: string } };
  return cause?.message || cause?.code || message || String(error);
}

function mayHelp({ code, status }: DigitsError): boolean {
  if (code === 'network_error' || code === 'timeout' || code === 'idempotency_key_in_use') return true;
  return status !== null && RETRIED_STATUSES.includes(status);
}

/** @throws the reason of the signal */
async function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
