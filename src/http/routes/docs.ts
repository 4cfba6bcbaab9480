import type { OpenAPIHono } from '@hono/zod-openapi';
import swaggerUiStyle from 'swagger-ui-dist/swagger-ui.css';
import swaggerUiScript from 'swagger-ui-dist/swagger-ui-bundle.js';
import packageJson from '../../../package.json';
import type { HonoEnv } from '../hono-env';

const DOCUMENT = {
  openapi: '3.1.0',
  info: {
    title: 'Handwritten digit recognition API',
    version: packageJson.version,
    description: 'Send a picture of a handwritten digit, get the digit back.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Handwritten digit recognition API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="icon" href="data:,">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script>
      SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, tryItOutEnabled: true });
    </script>
  </body>
</html>
`;

/** The assets belong to one deployment; a day saves the reload without keeping an old one for long. */
const ASSET_CACHING = 'public, max-age=86400';

/** `GET /openapi.json`, and `GET /docs`: Swagger UI, its assets served from here. */
export function registerDocs(app: OpenAPIHono<HonoEnv>): void {
  app.doc31('/openapi.json', DOCUMENT);
  app.get('/docs', (c) => c.html(PAGE));
  app.get('/docs/swagger-ui.css', (c) =>
    c.body(swaggerUiStyle, 200, {
      'Content-Type': 'text/css; charset=utf-8',
      'Cache-Control': ASSET_CACHING,
    }),
  );
  app.get('/docs/swagger-ui-bundle.js', (c) =>
    c.body(swaggerUiScript, 200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': ASSET_CACHING,
    }),
  );
}
