import type { RateLimitPolicy } from '../../config';
import type { Caller } from '../caller';
import { Outage } from '../outage';
import type { RateLimiter, RateLimitOutcome } from './rate-limiter';

/** What is counted apart: predictions, and figures that take work to answer. */
export type RateLimitScope = 'predict' | 'figures';

/** Where a caller stands at one policy after its request. */
export interface RateLimitStanding {
  /** As headers and refusals name it: the policy with the longest window is called as the scope. */
  readonly name: string;
  readonly policy: RateLimitPolicy;
  /** Requests that are left; null where nobody knows. */
  readonly remaining: number | null;
  /** Seconds until there are more; null where nobody knows, and then at most those of the policy. */
  readonly resetSeconds: number | null;
}

/** Whether a request is within the limits. */
export interface RateLimitVerdict {
  /** Where the caller stands at each policy; not known of those after the first violated one, which ends the matter. */
  readonly standings: readonly RateLimitStanding[];
  /** The one that the request violates, or null. */
  readonly violated: RateLimitStanding | null;
  /** Whether a limiter failed, so that the request was let through as far as that one is concerned. */
  readonly isUnchecked: boolean;
}

/** A policy and what counts for it. */
interface Limit {
  readonly policy: RateLimitPolicy;
  readonly limiter: RateLimiter;
  readonly outage: Outage;
}

/** All rate limits of the service. */
export class RateLimits {
  private readonly limits: readonly Limit[];

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
        `Cannot check the rate limit of ${describe(policy)}, which holds for nobody for now`,
        `The rate limit of ${describe(policy)} holds again`,
        warn,
      ),
    }));
  }

  /**
   * Counts a request, at the shortest window first: what that refuses does not count at the longer ones. Never rejects: a
   * limiter that fails refuses nobody.
   */
  async check(scope: RateLimitScope, caller: Caller): Promise<RateLimitVerdict> {
    const key = `${scope}:${toKey(caller)}`;
    const standings: RateLimitStanding[] = [];
    let violated: RateLimitStanding | null = null;
    let isUnchecked = false;
    for (const limit of this.limits) {
      const isAsked: boolean = violated === null;
      const outcome: RateLimitOutcome | null = isAsked ? await this.ask(limit, key) : null;
      const standing: RateLimitStanding = {
        name: this.nameOf(scope, limit.policy),
        policy: limit.policy,
        remaining: outcome?.success === false ? 0 : (outcome?.remaining ?? null),
        resetSeconds: outcome?.resetSeconds ?? null,
      };
      standings.push(standing);
      if (isAsked && outcome === null) isUnchecked = true;
      if (outcome?.success === false) violated = standing;
    }
    return { standings, violated, isUnchecked };
  }

  /** @returns null where the limiter fails */
  private async ask({ limiter, outage }: Limit, key: string): Promise<RateLimitOutcome | null> {
    try {
      const outcome = await limiter.limit({ key });
      outage.worked();
      return outcome;
    } catch (error) {
      outage.failed(error);
      return null;
    }
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
