import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { accepts } from 'hono/accepts';
import { CONTENT_TYPES, type TextFormat, toText } from '../../metrics/exposition/exposition-text';
import { addCells } from '../../metrics/series/series';
import { zeroCells } from '../../metrics/series/zero-cells';
import type { MetricsSnapshot } from '../../metrics/shards/client/merge';
import { collectGauges } from '../../service/gauges';
import type { Services } from '../../service/services';
import { ACCESS_CODES, keyWith } from '../access';
import { expectedAnswers } from '../expected-answers';
import { figuresTag, matchesTag } from '../figures-tag';
import type { HonoContext, HonoEnv } from '../hono-env';
import { MetricsSchema, toMetricsJson } from '../json/metrics';
import { headerReferences } from '../openapi/headers';
import { problemResponses } from '../openapi/problem-responses';

const Text = z.string().openapi({ example: 'digits_predictions_total{model_version="v1.0",digit="7"} 42' });
const headers = headerReferences(['ETag', 'Vary']);
const NOT_MODIFIED = {
  304: { description: 'The metrics have not changed since the ETag in If-None-Match', headers },
};
const ConditionalSchema = z.object({
  'If-None-Match': z
    .string()
    .optional()
    .openapi({ description: 'ETag of the metrics that the client has cached' }),
});

const route = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'readMetrics',
  tags: ['Monitoring'],
  security: keyWith('metrics'),
  summary: 'Totals since the first deployment, over all isolates',
  description: 'JSON or text for Prometheus, depending on the Accept header.',
  request: { headers: ConditionalSchema },
  responses: {
    200: {
      description: 'Metrics',
      headers,
      content: {
        'application/json': { schema: MetricsSchema },
        'text/plain': { schema: Text },
        'application/openmetrics-text': { schema: Text },
      },
    },
    ...NOT_MODIFIED,
    ...problemResponses([...ACCESS_CODES, 'internal_error']),
  },
});

const prometheusRoute = createRoute({
  method: 'get',
  path: '/metrics/prometheus',
  operationId: 'scrapeMetrics',
  tags: ['Monitoring'],
  security: keyWith('metrics'),
  summary: 'The same metrics as text for Prometheus, whatever the Accept header',
  description: 'OpenMetrics 1.0 if the client accepts it, otherwise the text format 0.0.4.',
  request: { headers: ConditionalSchema },
  responses: {
    200: {
      description: 'Metrics',
      headers,
      content: { 'text/plain': { schema: Text }, 'application/openmetrics-text': { schema: Text } },
    },
    ...NOT_MODIFIED,
    ...problemResponses([...ACCESS_CODES, 'internal_error']),
  },
});

const TEXT_FORMATS: Readonly<Record<string, TextFormat>> = {
  'text/plain': 'prometheus',
  'application/openmetrics-text': 'openmetrics',
};

export function registerMetrics(app: OpenAPIHono<HonoEnv>, services: Services): void {
  const { models, metrics, uptime, keys } = services;

  app.openAPIRegistry.registerPath(route);
  app.get(route.path, async (c) => {
    const type = preferredType(c, ['application/json', ...Object.keys(TEXT_FORMATS)]);
    const format = TEXT_FORMATS[type];
    const snapshot = await metrics.read();
    c.header('Vary', 'Accept');
    if (format !== undefined) return answerText(c, format, snapshot);
    return answerTagged(c, snapshot, 'json', 'application/json', async () => {
      const facts = {
        uptimeSeconds: uptime(),
        modelVersion: models.defaultVersion,
        modelAccuracy: models.card().test.accuracy,
        now: new Date(),
      };
      return JSON.stringify(toMetricsJson(snapshot, facts));
    });
  });

  app.openAPIRegistry.registerPath(prometheusRoute);
  app.get(prometheusRoute.path, async (c) => {
    const format = TEXT_FORMATS[preferredType(c, Object.keys(TEXT_FORMATS))]!;
    c.header('Vary', 'Accept');
    return answerText(c, format, await metrics.read());
  });

  function answerText(c: HonoContext, format: TextFormat, snapshot: MetricsSnapshot): Promise<Response> {
    return answerTagged(c, snapshot, format, CONTENT_TYPES[format], async () => {
      const cells = zeroCells(models.versions, expectedAnswers(app), keys.labels);
      addCells(cells, snapshot.cells);
      return toText(format, cells, await collectGauges(services, snapshot));
    });
  }
}

/** The first of `types` is the default for clients that accept none of them explicitly, such as browsers and curl. */
function preferredType(c: HonoContext, types: string[]): string {
  return accepts(c, { header: 'Accept', supports: types, default: types[0]! });
}

/** Figures may be cached but must be revalidated: they have to include the latest prediction. */
async function answerTagged(
  c: HonoContext,
  snapshot: MetricsSnapshot,
  form: string,
  type: string,
  render: () => Promise<string>,
): Promise<Response> {
  const tag = await figuresTag(snapshot, form);
  c.header('Cache-Control', 'no-cache');
  c.header('ETag', tag);
  if (matchesTag(c.req.header('If-None-Match') ?? null, tag)) return c.body(null, 304);
  return c.body(await render(), 200, { 'Content-Type': type });
}
