/** Figures of one class, as scikit-learn's classification report defines them. */
export interface ClassFigures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Pictures of this class in the set. */
  readonly support: number;
}

/** How a model does on a labelled set. */
export interface EvaluationFigures {
  readonly pictures: number;
  /** Share of right answers, 0 … 1. */
  readonly accuracy: number;
  /** Mean negative log likelihood of the right answer, in nats. */
  readonly logLoss: number;
  /** One per digit, 0 first. */
  readonly perClass: readonly ClassFigures[];
  /** The classes' figures weighted by their support. */
  readonly weighted: ClassFigures;
  /** `confusion[actual][predicted]`, counts. */
  readonly confusion: readonly (readonly number[])[];
}

/** What a model was trained on, how, and how well it does: `model/<version>/card.json`. */
export interface ModelCard {
  readonly version: string;
  readonly description: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly architecture: {
    /** Names of the layers as Keras calls them. */
    readonly layers: readonly string[];
    readonly parameters: number;
    /** Of one picture's forward pass. */
    readonly multiplyAdds: number;
  };
  readonly weights: {
    readonly dtype: 'float16';
    readonly bytes: number;
    readonly sha256: string;
    /** Test accuracy before the weights were rounded to float16. */
    readonly float32TestAccuracy: number;
  };
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
  readonly training: {
    readonly seed: number;
    readonly threads: number;
    readonly epochs: number;
    readonly steps: number;
    readonly wallSeconds: number;
    /** Batch size, schedule, augmentation: `scripts/lib/recipes.ts` at the time. */
    readonly recipe: Readonly<Record<string, unknown>>;
  };
  readonly validation: EvaluationFigures;
  readonly test: EvaluationFigures;
  /** Counts of what drift is seen in, over the validation pictures, by feature; absent in cards of old. */
  readonly reference_histograms?: Readonly<Record<string, readonly number[]>>;
}
