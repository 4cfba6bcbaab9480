import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DigitsError, type ErrorCode, readRetryAfter } from '../../../packages/client/src/errors';
import { pauseBefore, type Retry, withRetries } from '../../../packages/client/src/retry';

// The shortest pauses.
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const failure = (code: ErrorCode, status: number | null = null, retryAfterSeconds: number | null = null) =>
  new DigitsError(code, 'Cannot answer', { status, retryAfterSeconds });

/** Work that fails with these errors, one after the other, and then succeeds. */
function failing(...errors: unknown[]) {
  return vi.fn(async () => {
    const error = errors.shift();
    if (error !== undefined) throw error;
    return 'done';
  });
}

describe('withRetries()', () => {
  it.each([
    ['network_error', null],
    ['timeout', null],
    ['idempotency_key_in_use', 409],
    ['rate_limited', 429],
    ['internal_error', 500],
    ['unexpected_response', 502],
    ['temporarily_overloaded', 503],
  ] as const)('repeats after %s (%s)', async (code, status) => {
    const work = failing(failure(code, status, 0));
    expect(await withRetries(work, {})).toBe('done');
    expect(work).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['blank', 422],
    ['invalid_api_key', 401],
    ['idempotency_key_reused', 422],
    ['unexpected_response', 404],
  ] as const)('does not repeat after %s (%s)', async (code, status) => {
    const work = failing(failure(code, status));
    await expect(withRetries(work, {})).rejects.toMatchObject({ code });
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('repeats as often as it is told, and then throws the last error', async () => {
    const told: Retry[] = [];
    const work = failing(
      ...[1, 2, 3].map((seconds) => failure('temporarily_overloaded', 503, seconds / 1000)),
    );
    await expect(
      withRetries(work, { retries: 2, onRetry: (retry) => told.push(retry) }),
    ).rejects.toMatchObject({
      retryAfterSeconds: 0.003,
    });
    expect(told.map(({ attempt, error }) => [attempt, error.code])).toEqual([
      [1, 'temporarily_overloaded'],
      [2, 'temporarily_overloaded'],
    ]);
  });

  it('does not wait longer than it is told', async () => {
    const work = failing(failure('quota_exceeded', 429, 3600));
    await expect(withRetries(work, {})).rejects.toMatchObject({
      code: 'quota_exceeded',
      retryAfterSeconds: 3600,
    });
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('ends an attempt that takes too long, and says so', async () => {
    const work = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    await expect(withRetries(work, { timeoutMs: 20, retries: 1 })).rejects.toMatchObject({
      code: 'timeout',
      message: 'Cannot get an answer within 0.02 s',
    });
  });

  it('rejects with the reason of the caller who aborts, during an attempt or a pause', async () => {
    const reason = new Error('enough');
    const during = new AbortController();
    const attempt = withRetries(async () => during.abort(reason), { signal: during.signal });
    await attempt;
    const waiting = new AbortController();
    const work = failing(failure('rate_limited', 429, 30));
    const paused = withRetries(work, { signal: waiting.signal, onRetry: () => waiting.abort(reason) });
    await expect(paused).rejects.toBe(reason);
    const failed = new AbortController();
    const broken = async () => {
      failed.abort(reason);
      throw new TypeError('fetch failed');
    };
    await expect(withRetries(broken, { signal: failed.signal })).rejects.toBe(reason);
  });

  it('names the cause of a failed connection', async () => {
    const error = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') });
    await expect(withRetries(failing(error), { retries: 0 })).rejects.toMatchObject({
      code: 'network_error',
      message: 'Cannot reach the service: connect ECONNREFUSED 127.0.0.1:1',
    });
  });
});

describe('pauseBefore()', () => {
  it('doubles up to a limit, half of it by chance', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => pauseBefore(attempt, null, () => 1));
    expect(longest).toEqual([0.5, 1, 2, 4, 8, 16, 20, 20]);
    expect(pauseBefore(3, null, () => 0)).toBe(1);
  });

  it('is never shorter than the service asks for', () => {
    expect(pauseBefore(1, 7, () => 0)).toBe(7);
    expect(pauseBefore(1, 7, () => 1)).toBe(7.5);
  });
});

describe('readRetryAfter()', () => {
  const NOW = Date.parse('2026-11-27T12:00:00Z');

  it.each([
    ['12', 12],
    [' 0 ', 0],
    ['Fri, 27 Nov 2026 12:00:30 GMT', 30],
    ['Fri, 27 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['-1', null],
    ['', null],
    [null, null],
  ])('reads %j as %j', (value, seconds) => {
    expect(readRetryAfter(value, NOW)).toBe(seconds);
  });
});
