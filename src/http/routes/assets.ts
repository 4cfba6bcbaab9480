import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Services } from '../../service/services';
import type { HonoEnv } from '../hono-env';
import { sendFile, sendServiceWorker } from '../static-assets';

/** `GET /assets/…`: what pages load; `GET /service-worker.js`: what keeps the playground for visits without a network. */
export function registerAssets(app: OpenAPIHono<HonoEnv>, { assets }: Services): void {
  app.get('/assets/:file', (c) => sendFile(c, assets));
  app.get('/service-worker.js', (c) => sendServiceWorker(c, assets));
}
