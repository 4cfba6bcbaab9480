import { ERROR_GUIDE, type ErrorStatus, STATUS_TITLES } from '../../error-guide';
import type { ErrorCode } from '../../errors';
import { ACCESS_CODES } from '../access';
import { ProtocolErrorSchema, toProtocolError, toProtocolStatus } from '../protocol-error';
import { exampleOf } from './error-examples';
import { headersOf } from './problem-responses';

/** What recognising pictures in these protocols can fail with. */
export const PROTOCOL_RECOGNITION_CODES = [
  'invalid_request',
  'missing_image',
  'corrupt_png',
  'corrupt_jpeg',
  'unknown_model',
  'body_too_large',
  'too_many_images',
  'too_many_pixels',
  'side_too_long',
  'too_many_bytes',
  'unsupported_encoding',
  'request_timeout',
  'unsupported_format',
  'unsupported_png',
  'unsupported_jpeg',
  ...ACCESS_CODES,
  'rate_limited',
  'quota_exceeded',
  'model_unavailable',
  'temporarily_overloaded',
  'internal_error',
] as const satisfies readonly ErrorCode[];

/** The OpenAPI responses of a route of a model server's protocol that can fail with these codes, each with an example. */
export function protocolResponses(codes: readonly ErrorCode[]) {
  const statusOf = (code: ErrorCode) => toProtocolStatus(ERROR_GUIDE[code].status) as ErrorStatus;
  const statuses = [...new Set(codes.map(statusOf))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const own = codes.filter((code) => statusOf(code) === status);
      return [
        status,
        {
          headers: headersOf(own),
          description: `${STATUS_TITLES[status]}: ${own.join(', ')}`,
          content: { 'application/json': { schema: ProtocolErrorSchema, examples: protocolExamples(own) } },
        },
      ];
    }),
  );
}

/** What errors of these codes look like. */
export function protocolExamples(codes: readonly ErrorCode[]) {
  return Object.fromEntries(
    codes.map((code) => [code, { summary: code, value: toProtocolError(code, exampleOf(code).detail) }]),
  );
}
