import { z } from '@hono/zod-openapi';
import { ServiceError } from '../../errors';

/** What a value is, with its article. */
const TYPES: Readonly<Record<string, string>> = {
  array: 'an array',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'text',
};

/** What a limit counts; nothing where the value itself is limited. */
const UNITS: Readonly<Record<string, string>> = { array: 'elements', record: 'fields', string: 'characters' };

const orMore = (origin: string, limit: number | bigint) =>
  UNITS[origin] === undefined ? `be at least ${limit}` : `have ${limit} or more ${UNITS[origin]}`;
const atMost = (origin: string, limit: number | bigint) =>
  UNITS[origin] === undefined ? `be at most ${limit}` : `have at most ${limit} ${UNITS[origin]}`;

// For schemas that do not say it in words of their own; zod's speak to programmers.
z.config({
  customError: (issue) => {
    if (issue.code === 'invalid_type') {
      const required = `it must be ${TYPES[issue.expected] ?? issue.expected}`;
      return issue.input === undefined ? `it is missing; ${required}` : required;
    }
    if (issue.code === 'too_small') return `it must ${orMore(issue.origin, issue.minimum)}`;
    if (issue.code === 'too_big') return `it must ${atMost(issue.origin, issue.maximum)}`;
    return undefined;
  },
});

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
