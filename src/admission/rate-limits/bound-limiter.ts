import type { Deadline } from '../../time/deadline';
import type { RateLimiter, RateLimitOutcome } from './rate-limiter';

/**
 * Cloudflare's rate-limit binding, with a timeout. It counts per location, approximately, and reports only whether the request
 * is within the limit.
 * https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/
 */
export class BoundLimiter implements RateLimiter {
  constructor(
    private readonly binding: RateLimiter,
    private readonly deadline: Deadline,
  ) {}

  /** @throws Error if the binding fails or times out */
  limit(options: { key: string }): Promise<RateLimitOutcome> {
    return this.deadline.require(() => this.binding.limit(options));
  }
}
