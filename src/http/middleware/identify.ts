import { createMiddleware } from 'hono/factory';
import { callerAt } from '../../admission/caller';
import type { HonoEnv } from '../hono-env';

/** Notes where each request comes from, so that everything after it can name its caller. */
export const identify = createMiddleware<HonoEnv>(async (c, next) => {
  c.set('caller', callerAt(c.req.header('CF-Connecting-IP') ?? null));
  await next();
});
