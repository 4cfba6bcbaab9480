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

export type PredictOptions = z.infer<typeof PredictOptionsSchema>;

export const OPTION_NAMES: readonly string[] = Object.keys(PredictOptionsSchema.shape);

/**
 * Merges the options of the query and those of the body.
 *
 * @param query validated options
 * @param body unvalidated fields of the form or JSON
 * @throws ServiceError `invalid_request` if one is invalid, or if the two contradict each other
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
