import type { OpenAPIHono } from '@hono/zod-openapi';
import swaggerUiStyle from 'swagger-ui-dist/swagger-ui.css';
import swaggerUiScript from 'swagger-ui-dist/swagger-ui-bundle.js';
import pageStyle from '../../web/swagger-ui-page.css';
import pageScript from '../../web/swagger-ui-page.js';
import type { HonoEnv } from '../hono-env';
import { describeApi } from '../openapi/document';

// Relative addresses: a proxy may put any path before them.
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Handwritten digit recognition API</title>
    <link rel="stylesheet" href="docs/swagger-ui.css">
    <link rel="stylesheet" href="docs/swagger-ui-page.css">
    <link rel="icon" href="data:,">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <noscript>This page needs JavaScript. The same is told by <a href="openapi.json">openapi.json</a>.</noscript>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/swagger-ui-page.js"></script>
  </body>
</html>
`;

/** Nothing from elsewhere, nothing inline; Swagger UI's style has pictures as data: URLs. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What may change with a deployment is asked for again after this long. */
const PAGE_CACHING = 'public, max-age=300';
/** Swagger UI changes seldom; a day saves the reload without keeping an old one for long. */
const LIBRARY_CACHING = 'public, max-age=86400';

const CSS = 'text/css; charset=utf-8';
const JAVASCRIPT = 'text/javascript; charset=utf-8';

const ASSETS: readonly { path: string; type: string; caching: string; text: string }[] = [
  { path: '/docs/swagger-ui.css', type: CSS, caching: LIBRARY_CACHING, text: swaggerUiStyle },
  { path: '/docs/swagger-ui-bundle.js', type: JAVASCRIPT, caching: LIBRARY_CACHING, text: swaggerUiScript },
  { path: '/docs/swagger-ui-page.css', type: CSS, caching: PAGE_CACHING, text: pageStyle },
  { path: '/docs/swagger-ui-page.js', type: JAVASCRIPT, caching: PAGE_CACHING, text: pageScript },
];

/** `GET /openapi.json`, and `GET /docs`: Swagger UI, its assets served from here. */
export function registerDocs(app: OpenAPIHono<HonoEnv>): void {
  let description: string | null = null;
  app.get('/openapi.json', (c) => {
    description ??= JSON.stringify(describeApi(app));
    return c.body(description, 200, { 'Content-Type': 'application/json', 'Cache-Control': PAGE_CACHING });
  });
  app.get('/docs', (c) => {
    c.header('Content-Security-Policy', PAGE_POLICY);
    c.header('Cache-Control', PAGE_CACHING);
    return c.html(PAGE);
  });
  for (const { path, type, caching, text } of ASSETS) {
    app.get(path, (c) => c.body(text, 200, { 'Content-Type': type, 'Cache-Control': caching }));
  }
}
