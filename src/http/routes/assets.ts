import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Services } from '../../service/services';
import type { HonoEnv } from '../hono-env';
import { sendFile } from '../static-assets';

/** `GET /assets/…`: the scripts and styles of all pages. */
export function registerAssets(app: OpenAPIHono<HonoEnv>, { assets }: Services): void {
  app.get('/assets/:file', (c) => sendFile(c, assets));
}
