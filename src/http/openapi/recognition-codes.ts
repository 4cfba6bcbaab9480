import type { ErrorCode } from '../../errors';
import { ACCESS_CODES } from '../access';

/** Errors of every request that has pictures recognised. */
export const RECOGNITION_CODES = [
  'missing_image',
  'invalid_request',
  'unknown_model',
  'body_too_large',
  'request_timeout',
  'unsupported_encoding',
  ...ACCESS_CODES,
  'rate_limited',
  'quota_exceeded',
  'model_unavailable',
  'temporarily_overloaded',
  'internal_error',
] as const satisfies readonly ErrorCode[];
