import type { RateLimitPolicy } from '../../config';
import type { Caller } from '../caller';
import { Outage } from '../outage';
import type { RateLimiter, RateLimitOutcome } from './rate-limiter';

/** Separately limited kinds of request: predictions, and monitoring endpoints that are expensive to compute. */
export type RateLimitScope = 'predict' | 'monitoring';

/** State of a caller's limit after its request. */
export interface RateLimitStanding {
  /** Name in headers and errors; the policy with the longest window has the name of the scope. */
  readonly name: string;
  readonly policy: RateLimitPolicy;
  /** Remaining requests; null if unknown. */
  readonly remaining: number | null;
  /** Seconds until there are more; null if unknown, and then at most the window of the policy. */
  readonly resetSeconds: number | null;
}

/** Whether a request is within the limits. */
export interface RateLimitVerdict {
  /** State of each policy up to the first violated one; later ones are not checked. */
  readonly standings: readonly RateLimitStanding[];
  /** The one that the request violates, or null. */
  readonly violated: RateLimitStanding | null;
  /** Whether a limiter failed, so that the request was admitted without its check. */
  readonly isUnchecked: boolean;
}

/** A policy and its limiter. */
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
   * @param limiterOf returns the limiter of a policy
   * @param warn receives a message when limiters start to fail and when they work again
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
   * Counts a request, in the shortest window first: one that is rejected there does not count in the longer ones. Never rejects:
   * if a limiter fails, requests are admitted.
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

  /** @returns null if the limiter fails */
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

/** The holder of a key is one client, wherever its requests come from. */
function toKey(caller: Caller): string {
  return caller.kind === 'key' ? `key:${caller.name}` : `address:${caller.address}`;
}

function describe({ requests, seconds }: RateLimitPolicy): string {
  return `${requests} in ${seconds} s`;
}
