import type { OpenAPIHono } from '@hono/zod-openapi';
import { etag } from 'hono/etag';
import { ERROR_DOCS_PATH } from '../../problem-details';
import { renderErrorPage } from '../error-docs/error-page';
import { ERROR_PAGE_STYLE } from '../error-docs/error-page-style';
import type { HonoEnv } from '../hono-env';

/** Forbids other origins, inline code and scripts. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Changes only with a deployment. */
const CACHING = 'public, max-age=300';

/** Weak: the server in front may compress the response. */
const tagged = etag({ weak: true });

/** `GET /docs/errors`: the page that the `type` of every problem links to. */
export function registerErrorDocs(app: OpenAPIHono<HonoEnv>): void {
  app.get(ERROR_DOCS_PATH, tagged, (c) => {
    c.header('Content-Security-Policy', PAGE_POLICY);
    c.header('Cache-Control', CACHING);
    return c.html(renderErrorPage());
  });
  app.get(`${ERROR_DOCS_PATH}.css`, tagged, (c) =>
    c.body(ERROR_PAGE_STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': CACHING }),
  );
}
