import type { OpenAPIHono } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import type { RateLimitScope, RateLimitStanding } from '../../admission/rate-limits/rate-limits';
import { ServiceError } from '../../errors';
import type { Services } from '../../service/services';
import type { HonoContext, HonoEnv } from '../hono-env';
import { type LimitStanding, noteUnchecked, secondsUntil, tellLimits } from '../limits';
import { type RouteTable, toPattern } from '../route-table';

/**
 * Counts requests against the rate limits and rejects those beyond them, before anything is read. Applies to operations that
 * declare the response 429, not to probes, `/metrics` and pages.
 *
 * @param app whose routes declare these responses
 */
export function limitRates(
  app: OpenAPIHono<HonoEnv>,
  routes: RouteTable,
  { rateLimits }: Pick<Services, 'rateLimits'>,
) {
  let scopes: Map<string, RateLimitScope> | null = null;
  return createMiddleware<HonoEnv>(async (c, next) => {
    scopes ??= limitedOperations(app);
    const method = c.req.method === 'HEAD' ? 'GET' : c.req.method;
    const scope = scopes.get(`${method} ${routes.labelOf(c.req.path)}`);
    if (scope === undefined) return next();
    const { standings, violated, isUnchecked } = await rateLimits.check(scope, c.get('caller'));
    if (isUnchecked) noteUnchecked(c, 'rate');
    tellLimits(c, standings.map(toTold));
    if (violated !== null) throw refusal(c, violated);
    await next();
  });
}

/** By method and pattern of the path. */
function limitedOperations(app: OpenAPIHono<HonoEnv>): Map<string, RateLimitScope> {
  const limited = app.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === 'route' && '429' in definition.route.responses ? [definition.route] : [],
  );
  return new Map(
    limited.map(({ method, path, tags }) => [
      `${method.toUpperCase()} ${toPattern(path)}`,
      tags?.includes('Monitoring') ? 'monitoring' : 'predict',
    ]),
  );
}

/** If it is unknown when more requests are available, the end of the window is assumed. */
function toTold({ name, policy, remaining, resetSeconds }: RateLimitStanding): LimitStanding {
  const { requests, seconds } = policy;
  return { name, quota: requests, windowSeconds: seconds, remaining, resetSeconds: resetSeconds ?? seconds };
}

function refusal(c: HonoContext, violated: RateLimitStanding): ServiceError {
  const { name, quota, windowSeconds, resetSeconds } = toTold(violated);
  const retryAfterSeconds = secondsUntil([resetSeconds]);
  const caller = c.get('caller');
  const whose = caller.kind === 'key' ? `the key "${caller.name}"` : `the address ${caller.address}`;
  const message =
    `Cannot take more requests from ${whose}: ${quota} in ${windowSeconds} s are allowed; ` +
    `try again in ${retryAfterSeconds} s`;
  return new ServiceError('rate_limited', message, { retryAfterSeconds, violatedPolicies: [name] });
}
