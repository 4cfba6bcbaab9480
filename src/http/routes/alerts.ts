import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Services } from '../../service/services';
import { ACCESS_CODES, keyWith } from '../access';
import type { HonoEnv } from '../hono-env';
import { AlertsSchema, toAlertsJson } from '../json/alerts';
import { problemResponses } from '../openapi/problem-responses';

const route = createRoute({
  method: 'get',
  path: '/alerts',
  operationId: 'listAlerts',
  tags: ['Monitoring'],
  security: keyWith('metrics'),
  summary: 'Status of each alert',
  description: 'Alerts are evaluated once a minute; changes are sent to the webhook.',
  responses: {
    200: { description: 'Alerts', content: { 'application/json': { schema: AlertsSchema } } },
    ...problemResponses([...ACCESS_CODES, 'rate_limited', 'internal_error']),
  },
});

export function registerAlerts(app: OpenAPIHono<HonoEnv>, { alerts, config }: Services): void {
  app.openapi(route, async (c) => {
    const reading = await alerts.book.read();
    c.header('Cache-Control', 'no-store');
    return c.json(toAlertsJson(alerts.rules, reading, config, new Date()), 200);
  });
}
