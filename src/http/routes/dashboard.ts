import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Services } from '../../service/services';
import type { HonoEnv } from '../hono-env';
import { sendPage } from '../static-assets';

/** `GET /dashboard`: charts of the figures, which the page asks for itself, with a key where they need one. */
export function registerDashboard(app: OpenAPIHono<HonoEnv>, { assets }: Services): void {
  app.get('/dashboard', (c) => sendPage(c, assets, 'dashboard'));
}
