/** Result of one request at one limit. */
export interface RateLimitOutcome {
  /** Whether it is within the limit, and therefore counted. */
  readonly success: boolean;
  /** Remaining requests; absent if the limiter does not report them, as Cloudflare's. */
  readonly remaining?: number;
  /** Seconds until there are more; absent likewise. */
  readonly resetSeconds?: number;
}

/** Counts requests by key. Cloudflare's rate-limit binding is one, and so is `SlidingWindowLimiter`. */
export interface RateLimiter {
  limit(options: { key: string }): Promise<RateLimitOutcome>;
}
