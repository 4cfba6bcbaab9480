import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { accepts } from 'hono/accepts';
import packageJson from '../../../package.json';
import type { Services } from '../../service/services';
import type { HonoContext, HonoEnv } from '../hono-env';
import { headerReferences } from '../openapi/headers';

const HealthySchema = z
  .object({
    status: z.literal('healthy'),
    model_loaded: z.literal(true),
    model_version: z.string().openapi({ example: 'v3.0' }),
    uptime: z.number().openapi({ description: 'Seconds since this version was deployed' }),
    timestamp: z.iso.datetime(),
  })
  .openapi('Healthy');

const UnhealthySchema = z
  .object({ status: z.literal('unhealthy'), model_loaded: z.literal(false), timestamp: z.iso.datetime() })
  .openapi('Unhealthy');

/** https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06 */
const HealthDraftSchema = z
  .object({
    status: z.enum(['pass', 'fail']),
    version: z.string().openapi({ description: 'Major version of the interface' }),
    releaseId: z.string().openapi({ example: '1.0.0' }),
    checks: z.record(
      z.string(),
      z.array(
        z.object({ componentType: z.string(), status: z.enum(['pass', 'fail']), time: z.iso.datetime() }),
      ),
    ),
  })
  .openapi('HealthDraft');

const headers = headerReferences(['Vary']);
const HEALTH_JSON = 'application/health+json';

const route = createRoute({
  method: 'get',
  path: '/health',
  operationId: 'checkHealth',
  tags: ['Health'],
  summary: 'Whether the model is loaded, intact, and reads test images correctly',
  description:
    'Both are checked once, when the model is loaded. Touches no storage; use it as often as you like.',
  responses: {
    200: {
      description: 'Healthy',
      headers,
      content: {
        'application/json': { schema: HealthySchema },
        [HEALTH_JSON]: { schema: HealthDraftSchema },
      },
    },
    503: {
      description: 'Unhealthy',
      headers,
      content: {
        'application/json': { schema: UnhealthySchema },
        [HEALTH_JSON]: { schema: HealthDraftSchema },
      },
    },
  },
});

export function registerHealth(app: OpenAPIHono<HonoEnv>, { models, uptime }: Services): void {
  app.openapi(route, async (c) => {
    c.header('Cache-Control', 'no-store');
    c.header('Vary', 'Accept');
    const timestamp = new Date().toISOString();
    const model = await models.loadWhole().catch(() => null);
    if (wantsDraft(c)) return answerDraft(c, model !== null, timestamp);
    if (model === null) return c.json({ status: 'unhealthy', model_loaded: false, timestamp } as const, 503);
    const healthy = { status: 'healthy', model_loaded: true, model_version: model.version } as const;
    return c.json({ ...healthy, uptime: uptime(), timestamp }, 200);
  });
}

function wantsDraft(c: HonoContext): boolean {
  const supports = ['application/json', HEALTH_JSON];
  return accepts(c, { header: 'Accept', supports, default: supports[0]! }) === HEALTH_JSON;
}

function answerDraft(c: HonoContext, healthy: boolean, time: string) {
  const status = healthy ? 'pass' : 'fail';
  const body: z.infer<typeof HealthDraftSchema> = {
    status,
    version: packageJson.version.split('.', 1)[0]!,
    releaseId: packageJson.version,
    checks: { 'model:selfTest': [{ componentType: 'component', status, time }] },
  };
  return c.json(body, healthy ? 200 : 503, { 'Content-Type': HEALTH_JSON });
}
