import { createMiddleware } from 'hono/factory';
import { callerAt } from '../../admission/caller';
import type { HonoEnv } from '../hono-env';

/** Sets the caller of each request by its address. */
export const identify = createMiddleware<HonoEnv>(async (c, next) => {
  c.set('caller', callerAt(c.req.header('CF-Connecting-IP') ?? null));
  await next();
});
