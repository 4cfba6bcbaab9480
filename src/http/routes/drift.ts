import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { LEAST_SAMPLES } from '../../metrics/drift/assess';
import { CRITERIA } from '../../metrics/drift/criteria';
import { bucketNames } from '../../metrics/drift/histograms';
import { parseDuration } from '../../metrics/history/history';
import { DRIFT_FEATURES } from '../../metrics/series/labels';
import { driftReferenceOf } from '../../service/drift-reference';
import type { Services } from '../../service/services';
import type { HonoEnv } from '../hono-env';
import { ModelQuerySchema } from '../input/model-query';
import { DriftStatusSchema, WindowSchema } from '../json/drift-status';
import { StaleSchema } from '../json/stale';
import { problemResponses } from '../openapi/problem-responses';

const Count = z.int().min(0);
const Share = z.number().min(0).max(1);

const DriftSchema = z
  .object({
    status: DriftStatusSchema.openapi({ description: 'The worst of the features' }),
    model_version: z.string().openapi({ description: 'Whose reference it is compared with' }),
    window_seconds: z.int(),
    samples: Count.openapi({ description: 'Pictures in the window' }),
    samples_needed: Count.openapi({ description: 'Fewer say nothing' }),
    features: z.array(
      z.object({
        feature: z.enum(DRIFT_FEATURES),
        status: DriftStatusSchema,
        samples: Count,
        unexplained_share: Share.nullable().openapi({
          description:
            'Share of pictures that the reference does not explain, whatever the mix; decides on the status',
        }),
        warning_share: Share.openapi({ description: 'From here it is a warning' }),
        drift_share: Share.openapi({ description: 'From here it is drift' }),
        psi: z
          .number()
          .nullable()
          .openapi({ description: 'Population stability index: how different the mix of pictures is' }),
        psi_threshold: z
          .number()
          .nullable()
          .openapi({ description: 'From here that is no accident; it falls as pictures come in' }),
        p_value: z.number().nullable().openapi({
          description: 'Probability of such a mix if nothing had changed (chi-square test)',
        }),
        buckets: z.array(
          z.object({
            bucket: z
              .string()
              .openapi({ description: 'Upper bound, as the label `le`, or name', example: '0.95' }),
            live: Count,
            reference: Count,
          }),
        ),
      }),
    ),
    shards_unreachable: Count,
    stale: StaleSchema,
    timestamp: z.iso.datetime(),
  })
  .openapi('Drift');

const route = createRoute({
  method: 'get',
  path: '/drift',
  operationId: 'compareDrift',
  tags: ['Monitoring'],
  summary: 'How far the pictures of late are from those that the model is known to read',
  description:
    'Outcome is that of all pictures; ink share, stroke width, aspect, contrast and polarity those of all digits; ' +
    'confidence, entropy and predicted class those of the digits that the model answered.',
  request: {
    query: ModelQuerySchema.extend({
      window: WindowSchema.optional().openapi({ description: 'How far back; default: 1h', example: '24h' }),
    }),
  },
  responses: {
    200: { description: 'Comparison by feature', content: { 'application/json': { schema: DriftSchema } } },
    ...problemResponses(['invalid_request', 'unknown_model', 'internal_error']),
  },
});

export function registerDrift(app: OpenAPIHono<HonoEnv>, { drift, models }: Services): void {
  app.openapi(route, async (c) => {
    const query = c.req.valid('query');
    const window = parseDuration(query.window ?? '1h');
    const reference = driftReferenceOf(models, query.model);
    const { report, live, unreachable } = await drift.over(window, reference);
    c.header('Cache-Control', 'no-store');
    return c.json(
      {
        status: report.status,
        model_version: reference.modelVersion,
        window_seconds: window,
        samples: report.samples,
        samples_needed: LEAST_SAMPLES,
        features: report.features.map(
          ({ feature, status, samples, unexplained, psi, threshold, pValue }) => ({
            feature,
            status,
            samples,
            unexplained_share: unexplained,
            warning_share: CRITERIA[feature].warningShare,
            drift_share: CRITERIA[feature].driftShare,
            psi,
            psi_threshold: threshold,
            p_value: pValue,
            buckets: bucketNames(feature).map((bucket, i) => ({
              bucket,
              live: live[feature][i]!,
              reference: reference.histograms[feature]?.[i] ?? 0,
            })),
          }),
        ),
        shards_unreachable: unreachable.length,
        stale: unreachable.length > 0,
        timestamp: new Date().toISOString(),
      },
      200,
    );
  });
}
