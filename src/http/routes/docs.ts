import type { OpenAPIHono } from '@hono/zod-openapi';
import { etag } from 'hono/etag';
import { ERROR_DOCS_PATH } from '../../problem-details';
import type { Services } from '../../service/services';
import type { HonoEnv } from '../hono-env';
import { describeApi } from '../openapi/document';
import { NO_SCRIPTS, sendGuide, sendPage, sendYaml } from '../static-assets';

/** Changes only with a deployment. */
const CACHING = 'public, max-age=300';

/**
 * `GET /openapi.json` and `.yaml`; `GET /docs`, Swagger UI for it; `GET /docs/errors`, the page that the `type` of every
 * problem links to; `GET /docs/guides/…`, the guides beside the reference.
 */
export function registerDocs(app: OpenAPIHono<HonoEnv>, { assets }: Services): void {
  let description: string | null = null;
  app.get('/openapi.json', etag({ weak: true }), (c) => {
    description ??= JSON.stringify(describeApi(app));
    return c.body(description, 200, { 'Content-Type': 'application/json', 'Cache-Control': CACHING });
  });
  app.get('/openapi.yaml', (c) => sendYaml(c, assets));
  app.get('/docs', (c) => sendPage(c, assets, 'docs'));
  app.get(ERROR_DOCS_PATH, (c) => sendPage(c, assets, 'docs/errors', NO_SCRIPTS));
  app.get('/docs/guides/:guide', (c) => sendGuide(c, assets, c.req.param('guide')));
}
