import { softmax } from '../domain';
import type { Steps } from '../steps';
import { type DigitReader, evidence, type Judgement, PASS_COST, weigh } from './judgement';
import { type LayerDescription, type ModelJson, Network } from './network';

/** Parameters fitted to validation data after training. */
export interface Tuning {
  /** Divides the logits, so that confidence equals accuracy (Guo et al. 2017). */
  readonly temperature: number;
  /** Minimum evidence of a digit. */
  readonly minimumEvidence: number;
}

/** No calibration and no rejection. */
export const UNTUNED: Tuning = { temperature: 1, minimumEvidence: Number.NEGATIVE_INFINITY };

const PIXELS = 28 * 28;
const CLASSES = 10;

/** A trained network that classifies digits. */
export class Classifier implements DigitReader {
  private constructor(
    private readonly network: Network,
    private readonly tuning: Tuning,
  ) {}

  /**
   * @param model the architecture, as a sequential Keras topology
   * @param weights the values that `model.weightsManifest` describes, concatenated
   * @param tuning from the model's card
   * @throws if weights and architecture do not match
   */
  static load(model: ModelJson, weights: ArrayBuffer, tuning = UNTUNED): Classifier {
    return new Classifier(Network.load(model, weights), tuning);
  }

  predict(pixels: Float32Array): Float32Array {
    return softmax(this.logits(pixels), this.tuning.temperature);
  }

  judge(pixels: Float32Array): Judgement {
    return this.judgeBatch(pixels)[0]!;
  }

  judgeBatch(pixels: Float32Array): Judgement[] {
    return rowsOf(this.logits(pixels)).map((logits) => ({
      probabilities: softmax(logits, this.tuning.temperature),
      ...weigh(evidence(logits), this.tuning.minimumEvidence),
      votes: null,
      disagreement: null,
    }));
  }

  *judgeBatchInSteps(pixels: Float32Array): Steps<Judgement[]> {
    const judgements = this.judgeBatch(pixels);
    yield judgements.length * PASS_COST;
    return judgements;
  }

  predictBatch(pixels: Float32Array): Float32Array {
    const logits = this.logits(pixels);
    const probabilities = new Float32Array(logits.length);
    for (const [index, row] of rowsOf(logits).entries()) {
      probabilities.set(softmax(row, this.tuning.temperature), index * CLASSES);
    }
    return probabilities;
  }

  /**
   * The network's output before the softmax; only differences between the ten numbers are meaningful.
   *
   * @param pixels `count × 784` values
   * @returns `count × 10` numbers
   */
  logits(pixels: Float32Array): Float32Array {
    if (pixels.length === 0 || pixels.length % PIXELS !== 0) {
      throw new RangeError(`Cannot classify ${pixels.length} pixels: expected a multiple of ${PIXELS}`);
    }
    return this.network.run(pixels);
  }

  /** Input shape of the loaded network, batch dimension null. */
  get inputShape(): readonly (number | null)[] {
    return this.network.inputShape;
  }

  /** The layers, read from the loaded network. */
  describe(): readonly LayerDescription[] {
    return this.network.layers;
  }

  /** Frees the weights. */
  dispose(): void {
    this.network.dispose();
  }
}

/** @returns views of the ten numbers of each picture */
function rowsOf(logits: Float32Array): Float32Array[] {
  return Array.from({ length: logits.length / CLASSES }, (_, index) =>
    logits.subarray(index * CLASSES, (index + 1) * CLASSES),
  );
}
