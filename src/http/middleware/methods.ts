import { createMiddleware } from 'hono/factory';
import { ServiceError } from '../../errors';
import { toPrintablePath } from '../../printable';
import type { HonoEnv } from '../hono-env';
import { renderProblem } from '../problem';
import type { RouteTable } from '../route-table';

/** Answers `OPTIONS` with the methods of the path (RFC 9110 §9.3.7); later middleware adds the headers of a preflight. */
export function answerOptions(routes: RouteTable) {
  return createMiddleware<HonoEnv>(async (c, next) => {
    if (c.req.method !== 'OPTIONS') return next();
    const methods = routes.methodsOf(c.req.path);
    if (methods.length === 0) return c.notFound();
    await next();
    c.header('Allow', methods.join(', '));
  });
}

/** Rejects an unsupported method with 405 and an unknown path with 404, before any route runs. */
export function refuseMethods(routes: RouteTable) {
  return createMiddleware<HonoEnv>(async (c, next) => {
    const { method, path } = c.req;
    const methods = routes.methodsOf(path);
    if (methods.length === 0) return c.notFound();
    if (methods.includes(method)) return next();
    const message = `Cannot ${method} ${toPrintablePath(path)}: allowed are ${methods.join(', ')}`;
    return renderProblem(c, new ServiceError('method_not_allowed', message, { allowedMethods: methods }));
  });
}
