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

/** Errors of a picture that cannot be read: of the request where all its pictures are answered or none. */
export const PICTURE_CODES = [
  'unsupported_format',
  'unsupported_png',
  'unsupported_jpeg',
  'corrupt_png',
  'corrupt_jpeg',
  'too_many_pixels',
  'side_too_long',
  'too_many_bytes',
] as const satisfies readonly ErrorCode[];
