import { z } from '@hono/zod-openapi';
import { type Arm, armOf, type ShadowArm, shadowArmOf } from '../../metrics/experiments/arms';
import { type Comparison, compareArms, FIGURES } from '../../metrics/experiments/verdict';
import { sumPoints } from '../../metrics/history/points';
import type { MetricsHistory } from '../../metrics/shards/client/shard-reader';
import { baselineOf, type TrafficSplit } from '../../traffic-split';
import { CountSchema } from './count';
import { RatioSchema, ShareSchema, toShareJson } from './share';
import { StaleSchema } from './stale';

const ArmSchema = z.object({
  model_version: z.string().openapi({ example: 'v2.0' }),
  weight: z.number().openapi({ description: 'Per cent of the clients now' }),
  pictures: CountSchema.openapi({ description: 'That the split assigned to it' }),
  refused: ShareSchema.openapi({ description: 'Pictures that it found no digit in' }),
  failed: ShareSchema.openapi({ description: 'Requests that failed by our fault (5xx)' }),
  mean_confidence: RatioSchema.openapi({ description: 'Of digits, whoever chose the version' }),
  p50_inference_seconds: z.number().nullable(),
  p95_inference_seconds: z.number().nullable(),
});

const ShadowSchema = z.object({
  model_version: z.string().openapi({ example: 'ensemble' }),
  percent: z.number().openapi({ description: 'Per cent of the requests that it reads now' }),
  agreeing: ShareSchema.openapi({ description: 'Pictures for which it says the same as the answer' }),
  failed: CountSchema,
  skipped: CountSchema.openapi({ description: 'Pictures left out, because the isolate was busy' }),
});

const ComparisonSchema = z.object({
  model_version: z.string(),
  baseline: z.string(),
  figure: z.enum(FIGURES),
  p_value: z
    .number()
    .nullable()
    .openapi({ description: "Pearson's chi-square test; null with too few pictures" }),
  verdict: z.enum(['higher', 'lower', 'no_difference', 'too_little_data']),
  summary: z.string(),
});

/** The answer of `GET /experiments`. */
export const ExperimentsSchema = z
  .object({
    window_seconds: z.int(),
    baseline: z.string().openapi({
      description: 'The default version if it has clients, otherwise the arm with the highest weight',
    }),
    arms: z.array(ArmSchema),
    shadows: z.array(ShadowSchema),
    comparisons: z.array(ComparisonSchema).openapi({ description: 'Each arm with the baseline' }),
    shards_unreachable: CountSchema,
    stale: StaleSchema,
    timestamp: z.iso.datetime(),
  })
  .openapi('Experiments');

/**
 * Renders the arms of a traffic split, and how they compare.
 *
 * @param window requested seconds
 * @param split in force
 * @param defaultVersion of the service
 */
export function toExperimentsJson(
  window: number,
  { points, unreachable }: MetricsHistory,
  { weights, shadows }: TrafficSplit,
  defaultVersion: string,
  now: Date,
): z.infer<typeof ExperimentsSchema> {
  const cells = sumPoints(points);
  const versions = Object.keys(weights).toSorted((a, b) => weights[b]! - weights[a]!);
  const arms = versions.map((version) => armOf(cells, version));
  const baseline = armOf(cells, baselineOf(weights, defaultVersion));
  const others = arms.filter(({ version }) => version !== baseline.version);
  return {
    window_seconds: window,
    baseline: baseline.version,
    arms: arms.map((arm) => toArmJson(arm, weights[arm.version]!)),
    shadows: Object.entries(shadows).map(([version, share]) =>
      toShadowJson(shadowArmOf(cells, version), share),
    ),
    comparisons: others.flatMap((arm) => compareArms(arm, baseline)).map(toComparisonJson),
    shards_unreachable: unreachable.length,
    stale: unreachable.length > 0,
    timestamp: now.toISOString(),
  };
}

function toArmJson(arm: Arm, weight: number): z.infer<typeof ArmSchema> {
  return {
    model_version: arm.version,
    weight,
    pictures: arm.pictures,
    refused: toShareJson(arm.refused),
    failed: toShareJson(arm.failed),
    mean_confidence: arm.meanConfidence,
    p50_inference_seconds: arm.medianSeconds,
    p95_inference_seconds: arm.p95Seconds,
  };
}

function toShadowJson(arm: ShadowArm, percent: number): z.infer<typeof ShadowSchema> {
  return {
    model_version: arm.version,
    percent,
    agreeing: toShareJson(arm.agreeing),
    failed: arm.failed,
    skipped: arm.skipped,
  };
}

function toComparisonJson({ version, pValue, ...comparison }: Comparison): z.infer<typeof ComparisonSchema> {
  return { model_version: version, p_value: pValue, ...comparison };
}
