import type { OpenAPIHono } from '@hono/zod-openapi';
import type { RequestLabels } from '../metrics/series/catalogue';
import { toMethod, toStatus, UNMATCHED_ROUTE } from '../metrics/series/labels';
import type { HonoEnv } from './hono-env';
import { toPattern } from './route-table';

/** How any request may end, documented or not. */
const ALWAYS = ['499', '500'];
/** Pages that the OpenAPI document does not tell of. */
const PAGES = ['/docs', '/docs/errors', '/docs/errors.css', '/assets/:file', '/openapi.json'];

/**
 * Lists what may be asked and what is answered then, so that those who count can begin with zeros.
 * @param app with all its routes: the OpenAPI document is where they say how they answer
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
  const lost = ['GET', 'HEAD', 'POST'].map((method) => labels(UNMATCHED_ROUTE, method, '404'));
  return [...documented, ...pages, ...lost];
}

function answersOf(path: string, method: string, statuses: readonly string[]): RequestLabels[] {
  const answers = [...statuses, ...ALWAYS].map((status) => labels(path, method, status));
  const head = answers.map((answer) => ({ ...answer, method: 'HEAD' as const }));
  // What is read can be asked for without its body; what is sent by a browser is announced by a preflight.
  return method === 'get' ? [...answers, ...head] : [...answers, labels(path, 'OPTIONS', '204')];
}

function labels(route: string, method: string, status: string): RequestLabels {
  return { route, method: toMethod(method), status: toStatus(Number(status)) };
}
