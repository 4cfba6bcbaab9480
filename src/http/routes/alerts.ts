import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { newAlertState } from '../../metrics/alerts/alert-state';
import type { Services } from '../../service/services';
import type { HonoEnv } from '../hono-env';
import { problemResponses } from '../openapi/problem-responses';

const AlertsSchema = z
  .object({
    firing: z.int().min(0).openapi({ description: 'How many alerts fire' }),
    alerts: z.array(
      z.object({
        name: z.string().openapi({ example: 'DigitsErrorRate' }),
        status: z.enum(['inactive', 'pending', 'firing']),
        severity: z.enum(['page', 'ticket']),
        summary: z.string(),
        signal: z.string().openapi({ example: 'error_rate' }),
        value: z
          .number()
          .nullable()
          .openapi({ description: 'At the last evaluation; null before the first' }),
        fires: z.string().openapi({ example: 'above 0.05 for 120 s' }),
        since: z.iso.datetime().nullable().openapi({ description: 'When the status began' }),
      }),
    ),
    stale: z.boolean().openapi({
      description: 'Whether where they stand is kept in memory because the storage does not answer',
    }),
    timestamp: z.iso.datetime(),
  })
  .openapi('Alerts');

const route = createRoute({
  method: 'get',
  path: '/alerts',
  operationId: 'listAlerts',
  tags: ['Monitoring'],
  summary: 'Where each alert stands',
  description: 'Evaluated once a minute; whoever has to know is told by webhook.',
  responses: {
    200: { description: 'Alerts', content: { 'application/json': { schema: AlertsSchema } } },
    ...problemResponses(['internal_error']),
  },
});

export function registerAlerts(app: OpenAPIHono<HonoEnv>, { alerts }: Services): void {
  app.openapi(route, async (c) => {
    const { states, stale } = await alerts.book.read();
    const listed = alerts.rules.map((rule) => {
      const known = states[rule.name];
      const { status, value, since } = known ?? newAlertState(0);
      return {
        name: rule.name,
        status,
        severity: rule.severity,
        summary: rule.summary,
        signal: rule.signal,
        value,
        fires: `${rule.bad} ${rule.fire} for ${rule.forSeconds} s`,
        since: known ? new Date(since).toISOString() : null,
      };
    });
    c.header('Cache-Control', 'no-store');
    const firing = listed.filter(({ status }) => status === 'firing').length;
    return c.json({ firing, alerts: listed, stale, timestamp: new Date().toISOString() }, 200);
  });
}
