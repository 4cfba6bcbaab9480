import { z } from '@hono/zod-openapi';
import type { FeedbackReading } from '../../feedback/feedback-desk';
import { LABELS, type ShadowCell } from '../../feedback/feedback-protocol';
import { countLabelled } from '../../feedback/labelled-counts';
import { type Arm, armOf, type ShadowArm, shadowArmOf } from '../../metrics/experiments/arms';
import {
  comparePairs,
  type LabelledPair,
  type PairedComparison,
} from '../../metrics/experiments/compare-pairs';
import { type Comparison, compareArms, FIGURES } from '../../metrics/experiments/verdict';
import { sumPoints } from '../../metrics/history/points';
import type { MetricsHistory } from '../../metrics/shards/client/shard-reader';
import { baselineOf, type TrafficSplit } from '../../traffic-split';
import { CountSchema } from './count';
import { RatioSchema, ShareSchema, toShareJson } from './share';
import { StaleSchema } from './stale';

/** More pairs of answers than people look at. */
const MAX_DIFFERENCES = 10;

const ArmSchema = z.object({
  model_version: z.string().openapi({ example: 'v3.0' }),
  weight: z.number().openapi({ description: 'Per cent of the clients now' }),
  pictures: CountSchema.openapi({ description: 'That the split assigned to it' }),
  refused: ShareSchema.openapi({ description: 'Pictures that it found no digit in' }),
  failed: ShareSchema.openapi({ description: 'Requests that failed by our fault (5xx)' }),
  accurate: ShareSchema.openapi({
    description: 'Labelled pictures that it read right; there are none unless feedback is on',
  }),
  mean_confidence: RatioSchema.openapi({ description: 'Of digits, whoever chose the version' }),
  p50_inference_seconds: z.number().nullable(),
  p95_inference_seconds: z.number().nullable(),
});

const VERDICTS = ['higher', 'lower', 'no_difference', 'too_little_data'] as const;

const PairsSchema = z.object({
  both_right: CountSchema,
  only_answer_right: CountSchema,
  only_shadow_right: CountSchema,
  both_wrong: CountSchema,
  p_value: z.number().nullable().openapi({ description: "McNemar's exact test; null with too few pictures" }),
  verdict: z.enum(VERDICTS),
  summary: z.string(),
});

const DifferenceSchema = z.object({
  answer: z.enum(LABELS).openapi({ description: 'What was answered', example: '7' }),
  shadow: z.enum(LABELS).openapi({ description: 'What the shadow says', example: '1' }),
  count: CountSchema,
});

const ShadowSchema = z.object({
  model_version: z.string().openapi({ example: 'ensemble' }),
  percent: z.number().openapi({ description: 'Per cent of the requests that it reads now' }),
  agreeing: ShareSchema.openapi({ description: 'Pictures for which it says the same as the answer' }),
  failed: CountSchema,
  skipped: CountSchema.openapi({ description: 'Pictures left out, because the isolate was busy' }),
  labelled: PairsSchema.openapi({
    description:
      'Labelled pictures, by whether the answer and the shadow are right; none unless feedback is on',
  }),
  differences: z.array(DifferenceSchema).max(MAX_DIFFERENCES).openapi({
    description: 'What they differ in most often, of the pictures that are remembered for feedback',
  }),
});

const ComparisonSchema = z.object({
  model_version: z.string(),
  baseline: z.string(),
  figure: z.enum(FIGURES),
  p_value: z
    .number()
    .nullable()
    .openapi({ description: "Pearson's chi-square test; null with too few pictures" }),
  verdict: z.enum(VERDICTS),
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

/** What versions are compared by. */
export interface ExperimentFigures {
  readonly history: MetricsHistory;
  readonly feedback: Pick<FeedbackReading, 'labelled' | 'shadows' | 'unreachable'>;
}

/**
 * Renders the arms of a traffic split, and how they compare.
 *
 * @param window requested seconds
 * @param split in force
 * @param defaultVersion of the service
 */
export function toExperimentsJson(
  window: number,
  { history, feedback }: ExperimentFigures,
  { weights, shadows }: TrafficSplit,
  defaultVersion: string,
  now: Date,
): z.infer<typeof ExperimentsSchema> {
  const cells = sumPoints(history.points);
  const labelled = countLabelled(feedback.labelled, 'split');
  const unreachable = history.unreachable.length + feedback.unreachable.length;
  const versions = Object.keys(weights).toSorted((a, b) => weights[b]! - weights[a]!);
  const arms = versions.map((version) => armOf(cells, version, labelled.get(version)));
  const baseline = arms.find(({ version }) => version === baselineOf(weights, defaultVersion))!;
  const others = arms.filter(({ version }) => version !== baseline.version);
  return {
    window_seconds: window,
    baseline: baseline.version,
    arms: arms.map((arm) => toArmJson(arm, weights[arm.version]!)),
    shadows: Object.entries(shadows).map(([version, share]) =>
      toShadowJson(
        shadowArmOf(cells, version),
        share,
        feedback.shadows.filter(({ modelVersion }) => modelVersion === version),
      ),
    ),
    comparisons: others.flatMap((arm) => compareArms(arm, baseline)).map(toComparisonJson),
    shards_unreachable: unreachable,
    stale: unreachable > 0,
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
    accurate: toShareJson(arm.accurate),
    mean_confidence: arm.meanConfidence,
    p50_inference_seconds: arm.medianSeconds,
    p95_inference_seconds: arm.p95Seconds,
  };
}

function toShadowJson(
  arm: ShadowArm,
  percent: number,
  cells: readonly ShadowCell[],
): z.infer<typeof ShadowSchema> {
  return {
    model_version: arm.version,
    percent,
    agreeing: toShareJson(arm.agreeing),
    failed: arm.failed,
    skipped: arm.skipped,
    labelled: toPairsJson(comparePairs(arm.version, toPairs(cells))),
    differences: toDifferencesJson(cells),
  };
}

function toPairs(cells: readonly ShadowCell[]): LabelledPair[] {
  return cells
    .filter(({ label }) => label !== null)
    .map(({ answer, reading, label, count }) => ({
      isAnswerRight: answer === label,
      isShadowRight: reading === label,
      count,
    }));
}

function toPairsJson({
  bothRight,
  onlyAnswerRight,
  onlyShadowRight,
  bothWrong,
  pValue,
  verdict,
  summary,
}: PairedComparison): z.infer<typeof PairsSchema> {
  return {
    both_right: bothRight,
    only_answer_right: onlyAnswerRight,
    only_shadow_right: onlyShadowRight,
    both_wrong: bothWrong,
    p_value: pValue,
    verdict,
    summary,
  };
}

/** The most frequent first. */
function toDifferencesJson(cells: readonly ShadowCell[]): z.infer<typeof DifferenceSchema>[] {
  const counts = new Map<string, z.infer<typeof DifferenceSchema>>();
  for (const { answer, reading: shadow, count } of cells) {
    if (answer === shadow) continue;
    const key = `${answer} ${shadow}`;
    counts.set(key, { answer, shadow, count: (counts.get(key)?.count ?? 0) + count });
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count).slice(0, MAX_DIFFERENCES);
}

function toComparisonJson({ version, pValue, ...comparison }: Comparison): z.infer<typeof ComparisonSchema> {
  return { model_version: version, p_value: pValue, ...comparison };
}
