import type { Deadline } from '../../time/deadline';
import type { RateLimiter, RateLimitOutcome } from './rate-limiter';

/**
 * Cloudflare's rate-limit binding, which is asked within a deadline. It counts per location, approximately, and says
 * nothing but whether the request is within the limit.
 * https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/
 */
export class BoundLimiter implements RateLimiter {
  constructor(
    private readonly binding: Pick<RateLimiter, 'limit'>,
    private readonly deadline: Deadline,
  ) {}

  /** @throws Error where the binding fails or does not answer in time */
  async limit(options: { key: string }): Promise<RateLimitOutcome> {
    let cause: unknown = 'no answer in time';
    const outcome = await this.deadline.wait(() =>
      this.binding.limit(options).catch((error) => {
        cause = error;
        throw error;
      }),
    );
    if (outcome === null) throw new Error(`Cannot ask the rate-limit binding: ${cause}`);
    return { success: outcome.success };
  }
}
