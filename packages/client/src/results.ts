import type { DigitsError, ErrorCode } from './errors.js';
import type { components } from './openapi.js';

export type Prediction = components['schemas']['Prediction'];

/** All digits of a picture, line by line. */
export type NumberReading = components['schemas']['Number'];

/** What a picture shows: a digit or `not_a_digit`, for the prediction with a `request_id` (and the `index` in its batch). */
export type NewFeedback = Pick<components['schemas']['NewFeedback'], 'request_id' | 'label'> &
  Partial<components['schemas']['NewFeedback']>;

/** That a label is stored, and the one before. */
export type Feedback = components['schemas']['Feedback'];

/** Why a picture has no prediction. */
export interface Failure {
  readonly error: {
    readonly code: ErrorCode;
    /** What `/predict` would have answered; null if the picture was not sent. */
    readonly status: number | null;
    readonly detail: string;
  };
}

/** Which of several pictures. */
interface Place {
  /** Place among the pictures, from 0. */
  readonly index: number;
  /** Name of the file, its path or address; null for bytes. */
  readonly id: string | null;
}

/** The result of one of several pictures: its prediction, or its error. */
export type PictureResult = Place & ((Prediction & { readonly error?: undefined }) | Failure);

/** The same for the digits of a picture. */
export type NumberResult = Place & ((NumberReading & { readonly error?: undefined }) | Failure);

/** Results of several pictures, in their order. */
export interface BatchResults {
  readonly count: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly results: readonly PictureResult[];
}

/** How far the work is. */
export interface BatchProgress {
  /** Pictures with a result, predictions and failures. */
  readonly done: number;
  readonly failed: number;
  /** All pictures; null if that is not known in advance. */
  readonly total: number | null;
}

export function toFailure({ code, status, message }: DigitsError): Failure {
  return { error: { code, status, detail: message } };
}
