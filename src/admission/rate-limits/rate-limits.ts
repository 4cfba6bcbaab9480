import type { RateLimitPolicy } from '../../config';
import type { Caller } from '../caller';
import { Outage } from '../outage';
import type { RateLimiter } from './rate-limiter';

/** What is counted apart: predictions, and figures that take work to answer. */
export type RateLimitScope = 'predict' | 'figures';

/** Where a caller stands at one policy after its request. */
export interface RateLimitStanding {
  /** As headers and refusals name it. */
  readonly name: string;
  readonly policy: RateLimitPolicy;
  /** Requests that are left; null where nobody knows. */
  readonly remaining: number | null;
  /** Seconds until there are more; null where nobody knows, and then at most those of the policy. */
  readonly resetSeconds: number | null;
}

/** Whether a request is within the limits. */
export interface RateLimitVerdict {
  /** Where the caller stands at each policy, as far as they were asked: the first violated one ends the matter. */
  readonly standings: readonly RateLimitStanding[];
  /** The one that the request violates, or null. */
  readonly violated: RateLimitStanding | null;
  /** Whether a limiter failed, so that the request was let through as far as that one is concerned. */
  readonly isUnchecked: boolean;
}

/** All rate limits of the service. */
export class RateLimits {
  private readonly limits: readonly { policy: RateLimitPolicy; limiter: RateLimiter; outage: Outage }[];

  /**
   * @param policies shortest window first
   * @param limiterOf what counts for a policy
   * @param warn is told when limiters begin to fail and when they work again
   */
  constructor(
    private readonly policies: readonly RateLimitPolicy[],
    limiterOf: (policy: RateLimitPolicy) => RateLimiter,
    warn: (message: string) => void,
  ) {
    this.limits = policies.map((policy) => ({
      policy,
      limiter: limiterOf(policy),
      outage: new Outage(
        `requests are not limited to ${describe(policy)}`,
        `Requests are limited to ${describe(policy)} again`,
        warn,
      ),
    }));
  }

  /** The policies by name: the one with the longest window is called as the scope. */
  named(scope: RateLimitScope): { readonly name: string; readonly policy: RateLimitPolicy }[] {
    return this.policies.map((policy) => ({ name: this.nameOf(scope, policy), policy }));
  }

  /**
   * Counts a request, at the shortest window first: what that refuses does not count at the longer ones. Never rejects: a
   * limiter that fails refuses nobody.
   */
  async check(scope: RateLimitScope, caller: Caller): Promise<RateLimitVerdict> {
    const key = `${scope}:${toKey(caller)}`;
    const standings: RateLimitStanding[] = [];
    let isUnchecked = false;
    for (const { policy, limiter, outage } of this.limits) {
      try {
        const { success, remaining, resetSeconds } = await limiter.limit({ key });
        outage.worked();
        const standing = {
          name: this.nameOf(scope, policy),
          policy,
          remaining: success ? (remaining ?? null) : 0,
          resetSeconds: resetSeconds ?? null,
        };
        standings.push(standing);
        if (!success) return { standings, violated: standing, isUnchecked };
      } catch (error) {
        outage.failed(error);
        isUnchecked = true;
      }
    }
    return { standings, violated: null, isUnchecked };
  }

  private nameOf(scope: RateLimitScope, policy: RateLimitPolicy): string {
    return policy === this.policies.at(-1) ? scope : `${scope}-${policy.seconds}s`;
  }
}

/** A key's holder is one client wherever it is. */
function toKey(caller: Caller): string {
  return caller.kind === 'key' ? `key:${caller.name}` : `address:${caller.address}`;
}

function describe({ requests, seconds }: RateLimitPolicy): string {
  return `${requests} in ${seconds} s`;
}
