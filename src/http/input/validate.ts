import type { z } from '@hono/zod-openapi';
import { ServiceError } from '../../errors';

/**
 * @returns the value as the schema makes it
 * @throws ServiceError `invalid_request` that says what is wrong with it
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidRequest(result.error);
}

/** Says what is wrong with a request, by the first thing that is. */
export function invalidRequest({ issues: [issue] }: z.ZodError): ServiceError {
  return new ServiceError('invalid_request', `Cannot read "${issue?.path.join('.')}": ${issue?.message}`);
}
