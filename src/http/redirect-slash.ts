import type { HonoContext } from './hono-env';
import type { RouteTable } from './route-table';

/**
 * Sends `/predict/` to `/predict`, with method and body as they are (308). The address is relative, so that it is right
 * behind a proxy that takes a prefix off the path.
 *
 * @returns null where the path does not end in a slash, or there is nothing without it either
 */
export function redirectSlash(c: HonoContext, routes: RouteTable): Response | null {
  const path = c.req.path.replace(/\/+$/, '');
  const slashes = c.req.path.length - path.length;
  if (path === '' || slashes === 0 || routes.methodsOf(path).length === 0) return null;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return c.redirect(`${'../'.repeat(slashes)}${name}${new URL(c.req.url).search}`, 308);
}
