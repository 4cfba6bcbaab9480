import { z } from '@hono/zod-openapi';
import { type FeatureDrift, MIN_SAMPLES } from '../../metrics/drift/assess';
import { CRITERIA } from '../../metrics/drift/criteria';
import type { WindowDrift } from '../../metrics/drift/drift-watch';
import { bucketNames, type Histograms } from '../../metrics/drift/histograms';
import type { DriftReference } from '../../metrics/drift/reference';
import { DRIFT_FEATURES } from '../../metrics/series/labels';
import { CountSchema } from './count';
import { DriftStatusSchema } from './drift-status';
import { StaleSchema } from './stale';

const Share = z.number().min(0).max(1);

const FeatureSchema = z.object({
  feature: z.enum(DRIFT_FEATURES),
  status: DriftStatusSchema,
  samples: CountSchema,
  unexplained_share: Share.nullable().openapi({
    description:
      'Share of pictures that the reference does not explain, whatever the mix; determines the status',
  }),
  warning_share: Share.openapi({ description: 'Share from which the status is `warning`' }),
  drift_share: Share.openapi({ description: 'Share from which the status is `drift`' }),
  psi: z
    .number()
    .nullable()
    .openapi({ description: 'Population stability index: how different the mix of pictures is' }),
  psi_threshold: z.number().nullable().openapi({
    description: 'Index from which the difference is significant; falls with the number of pictures',
  }),
  p_value: z.number().nullable().openapi({
    description: 'Probability of such a mix if nothing had changed (chi-square test)',
  }),
  buckets: z.array(
    z.object({
      bucket: z.string().openapi({ description: 'Upper bound, as the label `le`, or name', example: '0.95' }),
      live: CountSchema,
      reference: CountSchema,
    }),
  ),
});

/** The response of `GET /drift`. */
export const DriftSchema = z
  .object({
    status: DriftStatusSchema.openapi({ description: 'The worst of the features' }),
    model_version: z.string().openapi({ description: 'Version whose reference is used' }),
    window_seconds: z.int(),
    samples: CountSchema.openapi({ description: 'Pictures in the window' }),
    samples_needed: CountSchema.openapi({ description: 'Minimum number of pictures for a status' }),
    features: z.array(FeatureSchema),
    shards_unreachable: CountSchema,
    stale: StaleSchema,
    timestamp: z.iso.datetime(),
  })
  .openapi('Drift');

/**
 * Compares the pictures of a window with a reference, feature by feature and bucket by bucket.
 *
 * @param window seconds
 * @param reference that they were compared with
 */
export function toDriftJson(
  window: number,
  { report, live, unreachable }: WindowDrift,
  reference: DriftReference,
  now: Date,
): z.infer<typeof DriftSchema> {
  return {
    status: report.status,
    model_version: reference.modelVersion,
    window_seconds: window,
    samples: report.samples,
    samples_needed: MIN_SAMPLES,
    features: report.features.map((drift) => toFeatureJson(drift, live, reference)),
    shards_unreachable: unreachable.length,
    stale: unreachable.length > 0,
    timestamp: now.toISOString(),
  };
}

function toFeatureJson(
  { feature, status, samples, unexplained, psi, threshold, pValue }: FeatureDrift,
  live: Histograms,
  { histograms }: DriftReference,
): z.infer<typeof FeatureSchema> {
  return {
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
      reference: histograms[feature]?.[i] ?? 0,
    })),
  };
}
