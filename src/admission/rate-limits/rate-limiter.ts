/** What became of one request at one limit. */
export interface RateLimitOutcome {
  /** Whether it is within the limit, and counts. */
  readonly success: boolean;
  /** Requests that are left; absent where the limiter does not tell, as Cloudflare's. */
  readonly remaining?: number;
  /** Seconds until there is more left than now; absent likewise. */
  readonly resetSeconds?: number;
}

/** Counts requests by key. Cloudflare's rate-limit binding is one, and so is `SlidingWindowLimiter`. */
export interface RateLimiter {
  limit(options: { key: string }): Promise<RateLimitOutcome>;
}
