import type { EyeTuning } from '../eye/sureness';

/** Figures of one class, as scikit-learn's classification report defines them. */
export interface ClassFigures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Pictures of this class in the set. */
  readonly support: number;
}

/** Performance of a model on a labelled set. */
export interface EvaluationFigures {
  readonly pictures: number;
  /** Share of correct predictions, 0 … 1. */
  readonly accuracy: number;
  /** Mean negative log likelihood of the correct class, in nats. */
  readonly logLoss: number;
  /** One per digit, 0 first. */
  readonly perClass: readonly ClassFigures[];
  /** The classes' figures weighted by their support. */
  readonly weighted: ClassFigures;
  /** `confusion[actual][predicted]`, counts. */
  readonly confusion: readonly (readonly number[])[];
}

/** Engine that computes the training steps: tfjs' WASM backend, or PyTorch. */
export type TrainingEngine = 'wasm' | 'torch';

/** How weights are stored: half precision, or a byte each (tfjs' affine quantisation). */
export type ShippedDtype = 'float16' | 'uint8';

/** Data, training and performance of a model: `model/<version>/card.json`. */
export interface ModelCard {
  readonly version: string;
  readonly description: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** Versions whose probabilities it averages; null for a network. */
  readonly members: readonly string[] | null;
  /** Version that reads what this one finds in pictures; absent if it does not find them itself. */
  readonly reader?: string;
  /** When it needs neither another look nor the reader; present if there is one. */
  readonly looks?: EyeTuning;
  readonly architecture: {
    /** Keras' names of the layers. */
    readonly layers: readonly string[];
    readonly parameters: number;
    /** For the forward pass of one picture. */
    readonly multiplyAdds: number;
  };
  /** Null for an ensemble, which has no weights of its own. */
  readonly weights: {
    readonly dtype: ShippedDtype;
    readonly bytes: number;
    /** Of `weights.bin`; checked when the model is loaded, as is the next. */
    readonly sha256: string;
    /** Of `JSON.stringify()` of `model.json`. */
    readonly jsonSha256: string;
    /** Test accuracy before the weights were quantised. */
    readonly float32TestAccuracy: number;
  } | null;
  readonly data: {
    readonly name: string;
    /** SHA-256 by file name. */
    readonly digests: Readonly<Record<string, string>>;
    readonly split: {
      readonly seed: number;
      readonly training: number;
      readonly validation: number;
      readonly test: number;
    };
  };
  /** Null for an ensemble: see its members' cards. */
  readonly training: {
    readonly seed: number;
    readonly engine: TrainingEngine;
    readonly threads: number;
    readonly epochs: number;
    readonly steps: number;
    readonly wallSeconds: number;
    /** The version whose weights it started from; absent if it started from random ones. */
    readonly continues?: string;
    /** Batch size, schedule, augmentation: `scripts/lib/training/recipes.ts` at the time. */
    readonly recipe: Readonly<Record<string, unknown>>;
  } | null;
  /** Fitted to the validation set; `test` shows whether it generalises. */
  readonly calibration: {
    readonly temperature: number;
    /** Expected calibration error over 15 bins, 0 … 1. */
    readonly validationError: number;
    readonly testError: number;
    /** The same without the temperature. */
    readonly uncalibratedTestError: number;
  };
  readonly rejection: {
    /** Minimum evidence of a digit (see `judgement.ts`); fitted to the first two of these sets. */
    readonly minimumEvidence: number;
    /** Shares of true digits below it. */
    readonly rejectedValidationShare: number;
    /** Of validation digits rendered as camera pictures and normalised. */
    readonly rejectedPhotographShare: number;
    readonly rejectedTestShare: number;
  };
  readonly validation: EvaluationFigures;
  readonly test: EvaluationFigures;
  /** Histograms of the drift features, over pictures as clients send them; absent from older cards. */
  readonly reference_histograms?: Readonly<Record<string, readonly number[]>>;
}

/** Versions that a model cannot do without: the members of an ensemble, or the reader of one that finds digits. */
export function companionsOf({ members, reader }: Pick<ModelCard, 'members' | 'reader'>): readonly string[] {
  return members ?? (reader === undefined ? [] : [reader]);
}
