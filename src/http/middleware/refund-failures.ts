import { createMiddleware } from 'hono/factory';
import type { Services } from '../../service/services';
import type { HonoEnv } from '../hono-env';

/** Refunds the quota charged for a request that failed with 5xx, after the response. */
export function refundFailures({ quotas }: Pick<Services, 'quotas'>) {
  return createMiddleware<HonoEnv>(async (c, next) => {
    await next();
    const charge = c.get('charge');
    if (charge !== undefined && c.res.status >= 500) c.executionCtx.waitUntil(quotas.refund(charge));
  });
}
