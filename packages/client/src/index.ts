export {
  type BatchOptions,
  Digits,
  type DigitsOptions,
  type NumberOptions,
  type NumbersOptions,
  type PredictOptions,
} from './digits.js';
export {
  type ClientErrorCode,
  DigitsError,
  type ErrorCode,
  type ServiceErrorCode,
} from './errors.js';
export type { components, paths } from './openapi.js';
export type { PictureSource } from './picture-source.js';
export type {
  BatchProgress,
  BatchResults,
  Failure,
  Feedback,
  NewFeedback,
  NumberReading,
  NumberResult,
  PictureResult,
  Prediction,
} from './results.js';
export type { Retry, RetryOptions } from './retry.js';
