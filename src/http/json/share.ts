import { z } from '@hono/zod-openapi';
import type { Share } from '../../metrics/experiments/share';
import { CountSchema } from './count';

/** 0 to 1, or null where there is nothing to divide by. */
export const RatioSchema = z.number().min(0).max(1).nullable();

/** A share with its uncertainty. */
export const ShareSchema = z
  .object({ count: CountSchema, of: CountSchema, share: RatioSchema, low: RatioSchema, high: RatioSchema })
  .openapi('Share', { description: 'A share and its 95 % interval (Wilson); null without any picture' });

export function toShareJson(share: Share): z.infer<typeof ShareSchema> {
  return { ...share };
}
