import { createMiddleware } from 'hono/factory';
import type { Services } from '../../service/services';
import type { HonoEnv } from '../hono-env';

/** Gives back what was charged to a quota for a request that the service failed at (5xx), after the answer. */
export function refundFailures({ quotas }: Pick<Services, 'quotas'>) {
  return createMiddleware<HonoEnv>(async (c, next) => {
    await next();
    const charge = c.get('charge');
    if (charge !== undefined && c.res.status >= 500) c.executionCtx.waitUntil(quotas.refund(charge));
  });
}
