import type { Assigner, POLARITIES, RejectReason, SourceFormat } from '../../domain';
import type { ErrorCode } from '../../errors';
import type { LimitKind, Method, RequestLocation, ShadowResult } from '../series/labels';

/** What became of pictures. */
export interface PictureOutcomes {
  /** One prediction for each decoded picture. */
  readonly predictions: readonly PredictionFacts[];
  /**
   * Why other pictures failed, one code for each; empty if the request as a whole failed, see `errorCode`. A picture is
   * among these or among the predictions, never both.
   */
  readonly pictureErrors: readonly ErrorCode[];
}

/** A finished request, for the counters. */
export interface RequestEvent extends PictureOutcomes {
  /** The matched route pattern, or `not_found`: one of a closed set. */
  readonly route: string;
  readonly method: Method;
  /** HTTP status of the response. */
  readonly status: number;
  /**
   * Seconds from arrival to response, without the time spent reading the body; with a frozen clock, until the last I/O
   * before the response.
   */
  readonly durationSeconds: number;
  /** Why the request was rejected or failed, or null. */
  readonly errorCode: ErrorCode | null;
  readonly location: RequestLocation;
  /** What the holder of the API key is counted as, one of a bounded set; null where the request needed no key or had none. */
  readonly keyName: string | null;
  /** The model version that the pictures were assigned to, and by whom; null where the request did not get that far. */
  readonly assignment: { readonly version: string; readonly assignedBy: Assigner } | null;
  /** Labels that the request brought, by the version that had answered, and whether that says the same. */
  readonly labels: readonly { readonly modelVersion: string; readonly isCorrect: boolean }[];
  /** Digits that were read in a picture with any number of them; null for other requests. */
  readonly digitCount: number | null;
  /** Limits that could not be checked, so that the request was let through. */
  readonly uncheckedLimits: readonly LimitKind[];
}

/** What a shadow made of the pictures of one request, for the counters. */
export interface ShadowEvent {
  readonly modelVersion: string;
  /** Numbers of pictures. */
  readonly results: Readonly<Partial<Record<ShadowResult, number>>>;
  readonly location: RequestLocation;
}

/** A prediction, for the counters. */
export interface PredictionFacts {
  readonly modelVersion: string;
  /** 0 to 9. */
  readonly digit: number;
  /** 0 to 1. */
  readonly confidence: number;
  /** Nats, 0 to ln 10. */
  readonly entropy: number;
  readonly inferenceSeconds: number;
  readonly format: SourceFormat;
  /** Width × height of the source. */
  readonly pixels: number;
  readonly polarity: (typeof POLARITIES)[number];
  /** Share of the normalised picture that is ink, 0 to 1. */
  readonly inkShare: number;
  /** Pixels of the normalised picture. */
  readonly strokeWidth: number;
  /** Width over height of the ink's box. */
  readonly aspect: number;
  /** Distance between ink and paper, 0 to 1. */
  readonly contrast: number;
  /** Null if the picture shows one digit. */
  readonly rejectReason: RejectReason | null;
}
