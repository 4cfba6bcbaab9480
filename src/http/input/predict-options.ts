import type { z } from '@hono/zod-openapi';
import { ServiceError } from '../../errors';
import { FlagSchema } from './flag';
import { ModelQuerySchema } from './model-query';
import { validate } from './validate';

/** What a client may wish of an answer: in the query, in fields of the form, or in JSON. */
export const PredictOptionsSchema = ModelQuerySchema.extend({
  strict: FlagSchema.openapi({
    description: 'Refuse a picture that shows no digit with 422 instead of guessing',
  }),
  explain: FlagSchema.openapi({ description: 'Add what the network saw and what it went by' }),
});

export type PredictOptions = z.infer<typeof PredictOptionsSchema>;

export const OPTION_NAMES: readonly string[] = Object.keys(PredictOptionsSchema.shape);

/**
 * Puts the options of the query and those of the body together.
 *
 * @param query as validated
 * @param body fields of the form or of JSON as they came
 * @throws ServiceError `invalid_request` where one is wrong, or where the two contradict each other
 */
export function mergeOptions(query: PredictOptions, body: Readonly<Record<string, unknown>>): PredictOptions {
  const fields = validate(PredictOptionsSchema, body);
  for (const name of ['model', 'strict', 'explain'] as const) {
    const [one, other] = [query[name], fields[name]];
    if (one === undefined || other === undefined || one === other) continue;
    const message = `Cannot read "${name}": the query says "${one}" and the body "${other}"; say it once`;
    throw new ServiceError('invalid_request', message);
  }
  return {
    model: query.model ?? fields.model,
    strict: query.strict ?? fields.strict,
    explain: query.explain ?? fields.explain,
  };
}
