import type { Deadline } from '../../time/deadline';
import type { RateLimiter, RateLimitOutcome } from './rate-limiter';

/**
 * Cloudflare's rate-limit binding, which is asked within a deadline. It counts per location, approximately, and says
 * nothing but whether the request is within the limit.
 * https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/
 */
export class BoundLimiter implements RateLimiter {
  constructor(
    private readonly binding: RateLimiter,
    private readonly deadline: Deadline,
  ) {}

  /** @throws Error where the binding fails or does not answer in time */
  limit(options: { key: string }): Promise<RateLimitOutcome> {
    return this.deadline.require(() => this.binding.limit(options));
  }
}
