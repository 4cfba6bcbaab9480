import type { z } from '@hono/zod-openapi';
import { ServiceError } from '../../errors';

/**
 * @returns the value as parsed by the schema
 * @throws ServiceError `invalid_request` that names the field and the fault
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidRequest(result.error);
}

/** Describes the first fault of an invalid request. */
export function invalidRequest({ issues: [issue] }: z.ZodError): ServiceError {
  const where = issue?.path.length ? `"${issue.path.join('.')}"` : 'JSON';
  return new ServiceError('invalid_request', `Cannot read ${where}: ${issue?.message}`);
}
