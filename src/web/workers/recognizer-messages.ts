import type { ErrorCode } from '../../errors';
import type { Prediction } from '../api/prediction';

/** What a page asks the recogniser. */
export interface Question {
  readonly id: number;
  /** A PNG or JPEG. */
  readonly picture: Blob;
  /** Version of the model, or null for the default. */
  readonly model: string | null;
}

/** The response of the service to the same picture, without what only a request has. */
export type PagePrediction = Omit<Prediction, 'timestamp' | 'assigned_by' | 'request_id'>;

/** What the recogniser answers. */
export type Reply = { readonly id: number } & (
  | { readonly kind: 'answer'; readonly prediction: PagePrediction }
  /** The service would refuse the picture, too. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail: string }
  /** The network could not be loaded, for example. */
  | { readonly kind: 'failed'; readonly detail: string }
);
