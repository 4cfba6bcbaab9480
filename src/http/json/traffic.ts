import { z } from '@hono/zod-openapi';
import type { TrafficState } from '../../traffic/traffic-book';
import { MAX_SHADOWS, type TrafficSplit } from '../../traffic-split';

const SharesSchema = z.record(z.string(), z.number(), { error: 'it must map versions to per cent' });

const WEIGHTS = 'Per cent of the clients by version; they add up to 100';
const SHADOWS = `Per cent of the requests that a version also reads once the response has gone, for comparison; at most ${MAX_SHADOWS}`;
const MAX_REASON_CHARACTERS = 500;

/** A traffic split. */
export const SplitSchema = z
  .object({
    weights: SharesSchema.openapi({ description: WEIGHTS, example: { 'v3.0': 90, 'v2.0': 10 } }),
    shadows: SharesSchema.openapi({ description: SHADOWS, example: { ensemble: 5 } }),
  })
  .openapi('TrafficSplit');

/** The body of `PUT /admin/traffic`. */
export const NewSplitSchema = z
  .object({
    weights: SplitSchema.shape.weights,
    shadows: SplitSchema.shape.shadows.default({}),
    reason: z
      .string({ error: 'it must be text' })
      .max(MAX_REASON_CHARACTERS, { error: `it must have at most ${MAX_REASON_CHARACTERS} characters` })
      .default('')
      .openapi({ description: 'Why, for the history', example: 'v1.0 is cheaper; does it read as well?' }),
  })
  .openapi('NewTrafficSplit');

/** The body of `POST /admin/traffic/rollback`. */
export const RollbackSchema = NewSplitSchema.pick({ reason: true }).openapi('TrafficRollback');

const ChangeSchema = z.object({
  kind: z.enum(['set', 'rollback', 'guard']).openapi({ description: 'guard: made by the service itself' }),
  timestamp: z.iso.datetime(),
  by: z.string().openapi({ description: 'Name of the API key, or `guard`', example: 'admin' }),
  reason: z.string(),
  from: SplitSchema.nullable().openapi({ description: 'Null: the configured split' }),
  to: SplitSchema.nullable(),
});

/** The answer of `/admin/traffic`. */
export const TrafficSchema = z
  .object({
    split: SplitSchema.nullable().openapi({ description: 'Null: the default version answers all requests' }),
    source: z.enum(['store', 'configuration', 'default']).openapi({
      description: 'Whether the split was set here, by the setting `TRAFFIC`, or not at all',
    }),
    history: z.array(ChangeSchema).openapi({ description: 'Changes, the latest first' }),
  })
  .openapi('Traffic');

/** Renders the split in force and its history. */
export function toTrafficJson({ split, source, changes }: TrafficState): z.infer<typeof TrafficSchema> {
  return {
    split: toSplitJson(split),
    source,
    history: changes.map(({ kind, at, by, reason, from, to }) => ({
      kind,
      timestamp: new Date(at).toISOString(),
      by,
      reason,
      from: toSplitJson(from),
      to: toSplitJson(to),
    })),
  };
}

function toSplitJson(split: TrafficSplit | null): z.infer<typeof SplitSchema> | null {
  return split && { weights: { ...split.weights }, shadows: { ...split.shadows } };
}
