import type { OpenAPIHono, z } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { ServiceError } from '../../errors';
import type { HonoEnv } from '../hono-env';
import { listNames, refuseUnknownNames } from '../input/known-names';
import { checkQueryLength } from '../input/query-length';
import { type RouteTable, toPattern } from '../route-table';

/**
 * Rejects a query that is too long, or has an unknown or repeated parameter. Endpoints without parameters accept any
 * parameters: none can be a typo, and monitors append random ones to bypass caches.
 *
 * @param app whose routes declare the parameters
 */
export function checkQuery(app: OpenAPIHono<HonoEnv>, routes: RouteTable) {
  let parameters: Map<string, string[]> | null = null;
  return createMiddleware<HonoEnv>(async (c, next) => {
    parameters ??= parametersByPath(app);
    const known = parameters.get(routes.labelOf(c.req.path));
    if (known !== undefined) {
      checkQueryLength(c.req.url);
      const given = c.req.queries();
      refuseUnknownNames('query', Object.keys(given), known);
      for (const name of known) refuseRepetition(name, given[name] ?? []);
    }
    await next();
  });
}

function parametersByPath(app: OpenAPIHono<HonoEnv>): Map<string, string[]> {
  const routes = app.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === 'route' && definition.route.request?.query ? [definition.route] : [],
  );
  return new Map(
    routes.map(({ path, request }) => [toPattern(path), Object.keys((request!.query as z.ZodObject).shape)]),
  );
}

function refuseRepetition(name: string, values: readonly string[]): void {
  if (values.length < 2) return;
  const message = `Cannot read query: "${name}" is given ${values.length} times, as ${listNames(values)}; give it once`;
  throw new ServiceError('invalid_request', message);
}
