import type { ErrorCode } from '../../errors';
import type { NumberReading, Prediction } from '../api/prediction';

/** The response of the service to the same picture, without what only a request has. */
export type PagePrediction = Omit<Prediction, 'timestamp' | 'assigned_by' | 'request_id'>;
/** The same of its digits, all of them. */
export type PageNumber = Omit<NumberReading, 'timestamp' | 'request_id'>;

/** What may be asked, and what is answered. */
export interface Answers {
  readonly digit: PagePrediction;
  readonly number: PageNumber;
}

/** What a page asks the recogniser. */
export interface Question {
  readonly id: number;
  readonly kind: keyof Answers;
  /** A PNG or JPEG. */
  readonly picture: Blob;
  /** Version of the model, or null for the default. */
  readonly model: string | null;
}

/** What the recogniser answers. */
export type Reply = { readonly id: number } & (
  | { readonly kind: 'answer'; readonly found: Answers[keyof Answers] }
  /** The service would refuse the picture, too. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail: string }
  /** The network could not be loaded, for example. */
  | { readonly kind: 'failed'; readonly detail: string }
);
