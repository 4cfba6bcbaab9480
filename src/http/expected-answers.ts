import type { OpenAPIHono } from '@hono/zod-openapi';
import type { RequestLabels } from '../metrics/series/catalogue';
import { toMethod, toStatus, UNMATCHED_ROUTE } from '../metrics/series/labels';
import type { HonoEnv } from './hono-env';
import { toPattern } from './route-table';

/** Statuses that any request may end with, documented or not. */
const ALWAYS = ['499', '500'];
/** Pages that are not in the OpenAPI document. */
const PAGES = [
  '/dashboard',
  '/docs',
  '/docs/errors',
  '/docs/guides/:guide',
  '/assets/:file',
  '/service-worker.js',
  '/openapi.json',
  '/openapi.yaml',
  '/v2/',
];

/**
 * Lists the possible requests and their statuses, so that counters can start at zero.
 * @param app with all its routes, which declare their statuses for the OpenAPI document
 */
export function expectedAnswers(app: OpenAPIHono<HonoEnv>): RequestLabels[] {
  const documented = app.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === 'route'
      ? answersOf(
          toPattern(definition.route.path),
          definition.route.method,
          Object.keys(definition.route.responses),
        )
      : [],
  );
  const pages = PAGES.flatMap((path) => answersOf(path, 'get', ['200']));
  const unmatched = ['GET', 'HEAD', 'POST'].map((method) => labels(UNMATCHED_ROUTE, method, '404'));
  return [...documented, ...pages, ...unmatched];
}

function answersOf(path: string, method: string, statuses: readonly string[]): RequestLabels[] {
  const answers = [...statuses, ...ALWAYS].map((status) => labels(path, method, status));
  const head = answers.map((answer) => ({ ...answer, method: 'HEAD' as const }));
  // HEAD works wherever GET does; a browser sends a preflight before POST.
  return method === 'get' ? [...answers, ...head] : [...answers, labels(path, 'OPTIONS', '204')];
}

function labels(route: string, method: string, status: string): RequestLabels {
  return { route, method: toMethod(method), status: toStatus(Number(status)) };
}
