import type { z } from '@hono/zod-openapi';
import { ServiceError } from '../../errors';
import { FlagSchema } from './flag';
import { ModelQuerySchema } from './model-query';
import { validate } from './validate';

/** Options of a prediction: in the query, in form fields, or in JSON. */
export const PredictOptionsSchema = ModelQuerySchema.extend({
  strict: FlagSchema.openapi({
    description: 'Reject a picture that does not show one digit with 422 instead of guessing',
  }),
  explain: FlagSchema.openapi({
    description: 'Add an explanation: the normalised picture, and which parts of it mattered',
  }),
});

/** The same for a batch; explaining 64 pictures would take as long as recognising 300. */
export const BatchOptionsSchema = PredictOptionsSchema.omit({ explain: true });

export const OPTION_NAMES: readonly string[] = Object.keys(PredictOptionsSchema.shape);
export const BATCH_OPTION_NAMES: readonly string[] = Object.keys(BatchOptionsSchema.shape);

/**
 * Merges the options of the query and those of the body.
 *
 * @param schema of the options
 * @param query validated options
 * @param body unvalidated fields of the form or JSON
 * @throws ServiceError `invalid_request` if one is invalid, or if the two contradict each other
 */
export function mergeOptions<T extends object>(
  schema: z.ZodType<T>,
  query: T,
  body: Readonly<Record<string, unknown>>,
): T {
  const merged = { ...query };
  for (const [name, value] of Object.entries(validate(schema, body)) as [
    keyof T & string,
    T[keyof T & string],
  ][]) {
    const other = query[name];
    if (other !== undefined && value !== undefined && other !== value) {
      const message = `Cannot read "${name}": the query says "${other}" and the body "${value}"; say it once`;
      throw new ServiceError('invalid_request', message);
    }
    merged[name] = other ?? value;
  }
  return merged;
}
