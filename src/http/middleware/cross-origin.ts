import type { OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';
import { EXPOSED_HEADERS, namedOrigins } from '../../cross-origin';
import type { HonoEnv } from '../hono-env';
import { type RouteTable, toPattern } from '../route-table';

/** The maximum of Firefox; Chromium caps it at two hours. */
const PREFLIGHT_SECONDS = 86_400;
/** Tags of operations that are open to `*` (openapi/tags.ts). */
const OPEN_TAGS = ['Recognition', 'Feedback', 'Jobs', 'Model servers', 'Health', 'Service'];

/**
 * Tells browsers which origins may read a response (CORS), and answers preflights. Figures and administration are open to
 * named origins only, never to `*`, because any page could then read them from within its visitor's private network.
 *
 * @param app its routes are restricted by their tags
 * @param origins `CORS_ORIGINS`: `*`, named origins, or both
 */
export function crossOrigin(app: OpenAPIHono<HonoEnv>, routes: RouteTable, origins: readonly string[]) {
  const named = namedOrigins(origins);
  const isForAll = origins.includes('*');
  const forAll = allow(routes, isForAll ? '*' : named);
  const forNamed = allow(routes, named);
  let restricted: Set<string> | null = null;
  return createMiddleware<HonoEnv>(async (c, next) => {
    restricted ??= restrictedPatterns(app);
    const isOpen = isForAll && !restricted.has(routes.labelOf(c.req.path));
    const preflight = await (isOpen ? forAll : forNamed)(c, next);
    if (preflight) c.res = preflight;
    c.header('Cross-Origin-Resource-Policy', isOpen ? 'cross-origin' : 'same-origin');
  });
}

function allow(routes: RouteTable, origin: '*' | string[]) {
  return cors({
    origin,
    allowMethods: (_origin, c) => [...routes.methodsOf(c.req.path)],
    exposeHeaders: EXPOSED_HEADERS,
    maxAge: PREFLIGHT_SECONDS,
  });
}

function restrictedPatterns(app: OpenAPIHono<HonoEnv>): Set<string> {
  const patterns = app.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== 'route') return [];
    const { path, tags = [] } = definition.route;
    return tags.some((tag) => OPEN_TAGS.includes(tag)) ? [] : [toPattern(path)];
  });
  return new Set(patterns);
}
