import { type Assigner, DIGITS, type Polarity, type RejectReason } from '../domain';
import type { HintedNamespace } from '../metrics/shards/interface';

/**
 * The protocol between isolates and the objects that remember predictions. During a rollout old isolates call new objects and
 * vice versa: fields may be added here, never renamed or removed.
 */

/** What a picture may show, in the words of those who label it; also what a prediction says. */
export const LABELS = [...DIGITS, 'not_a_digit'] as const;
export type Label = (typeof LABELS)[number];

/** Which prediction a label is for: one request may have several. */
export interface PredictionId {
  readonly requestId: string;
  /** Place of the picture in its request, from 0. */
  readonly place: number;
}

/** A prediction, as long as it is remembered. */
export interface RememberedPrediction extends PredictionId {
  /** Name of the API key that the request came with; null without one. */
  readonly owner: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly modelVersion: string;
  readonly assignedBy: Assigner;
  /** 0 to 9. */
  readonly digit: number;
  /** 0 to 1. */
  readonly confidence: number;
  /** 0 to 1. */
  readonly outOfDistribution: number;
  /** Null if the picture shows one digit. */
  readonly rejectReason: RejectReason | null;
  readonly polarity: Polarity;
  readonly inkShare: number;
  readonly strokeWidth: number;
  readonly aspect: number;
  readonly contrast: number;
  /** What the network saw: 784 bytes, 255 is ink; null unless pictures are kept. */
  readonly picture: Uint8Array | null;
  /** The part of the source with the digit: 64×64 grey levels, or fewer; null likewise. */
  readonly crop: Uint8Array | null;
}

/** What a shadow made of a picture that another version answered; the same as of the prediction: id and time. */
export interface ShadowReading extends Pick<RememberedPrediction, 'requestId' | 'place' | 'at'> {
  readonly modelVersion: string;
  /** What it says. */
  readonly answer: Label;
}

/** Predictions to remember, and for how long. */
export interface Memories {
  readonly predictions: readonly RememberedPrediction[];
  /** Absent in deliveries of older isolates. */
  readonly readings?: readonly ShadowReading[];
  readonly retentionMilliseconds: number;
}

/** A label for a prediction. */
export interface NewLabel extends PredictionId {
  readonly feedbackId: string;
  readonly label: Label;
  /** May be empty. */
  readonly comment: string;
  /** Name of the API key of whoever says so; null without one. */
  readonly reporter: string | null;
  /** Whether predictions that were made with another API key may be labelled. */
  readonly isAdmin: boolean;
}

/** What became of a label. */
export interface LabelReceipt {
  /** That of the label in force: of the same one, if it is not new. */
  readonly feedbackId: string;
  /** The label before; null if there was none. */
  readonly previous: Label | null;
  readonly modelVersion: string;
  /** Whether the prediction says the same. */
  readonly isCorrect: boolean;
}

/** Labelled predictions that have much in common. */
export interface LabelledCell {
  readonly modelVersion: string;
  readonly assignedBy: Assigner;
  /** What the prediction says. */
  readonly answer: Label;
  readonly label: Label;
  /** Number of `CONFIDENCE_BOUNDS` below the confidence. */
  readonly bin: number;
  readonly count: number;
  /** Of their confidences. */
  readonly confidenceSum: number;
}

/** Remembered predictions of one version, labelled or not. */
export interface RememberedCell {
  readonly modelVersion: string;
  readonly pictures: number;
  /** Those that say a digit, and the sum of their confidences. */
  readonly digits: number;
  readonly confidenceSum: number;
}

/** Pictures that a shadow read as well, with what was answered and what it says. */
export interface ShadowCell {
  /** The shadow's. */
  readonly modelVersion: string;
  readonly answer: Label;
  readonly reading: Label;
  /** Null if nobody has said what they show. */
  readonly label: Label | null;
  readonly count: number;
}

/** What an object knows of a window. */
export interface FeedbackFigures {
  readonly labelled: readonly LabelledCell[];
  /** Whole minutes. */
  readonly remembered: readonly RememberedCell[];
  /** Absent in answers of older objects. */
  readonly shadows?: readonly ShadowCell[];
}

/** A labelled prediction with the history of its labels. */
export interface LabelledPrediction extends RememberedPrediction {
  readonly label: Label;
  /** The first comes first. */
  readonly labels: readonly StoredLabel[];
}

/** An entry of the history. */
export interface StoredLabel {
  readonly feedbackId: string;
  readonly label: Label;
  readonly comment: string;
  readonly reporter: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A place in the list of labelled predictions, which is ordered by time. */
export type PageCursor = Pick<RememberedPrediction, 'at' | 'requestId' | 'place'>;

/** Bounds of the confidence bins: finer near 1, where almost all confidences are. */
export const CONFIDENCE_BOUNDS = [0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999] as const;

/** RPC interface of an object that remembers predictions. */
export interface FeedbackShardRpc {
  /** Remembers predictions, once each; of two with the same id on the same day the first. */
  remember(memories: Memories): Promise<void>;
  /** @returns null for each label whose prediction is not known here, or belongs to somebody else */
  label(labels: readonly NewLabel[]): Promise<(LabelReceipt | null)[]>;
  /**
   * Deletes what is remembered of a request, labels included.
   * @returns number of predictions
   */
  forget(requestId: string): Promise<number>;
  /** @param since milliseconds since 1970 */
  figures(since: number): Promise<FeedbackFigures>;
  /** @param after null for the first page */
  page(after: PageCursor | null, limit: number): Promise<LabelledPrediction[]>;
}

export type FeedbackNamespace = HintedNamespace<FeedbackShardRpc>;
