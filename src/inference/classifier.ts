import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import type { Steps } from '../steps';
import { type DigitReader, evidence, type Judgement, PASS_COST, softmax, weigh } from './judgement';

/** `model.json` as tfjs' converter and `model.save()` write it. */
export interface ModelJson {
  readonly modelTopology: object;
  readonly weightsManifest: readonly { readonly weights: readonly object[] }[];
}

/** Parameters fitted to validation data after training. */
export interface Tuning {
  /** Divides the logits, so that confidence equals accuracy (Guo et al. 2017). */
  readonly temperature: number;
  /** Minimum evidence of a digit. */
  readonly minimumEvidence: number;
}

/** No calibration and no rejection. */
export const UNTUNED: Tuning = { temperature: 1, minimumEvidence: Number.NEGATIVE_INFINITY };

/** Description of a layer. */
export interface LayerDescription {
  /** Keras' name of its type, e.g. `max_pooling2d`. */
  readonly type: string;
  readonly name: string;
  /** Batch dimension null. */
  readonly outputShape: readonly (number | null)[];
  readonly parameters: number;
}

const PIXELS = 28 * 28;
const CLASSES = 10;

/**
 * A trained network. Tensors are confined to this file: inputs and outputs are numbers, and no intermediate result stays in
 * the WASM heap, which never shrinks.
 */
export class Classifier implements DigitReader {
  private constructor(
    private readonly network: LayersModel,
    private readonly tuning: Tuning,
  ) {}

  /**
   * @param model the architecture, as a Keras topology that ends in a softmax
   * @param weights the values that `model.weightsManifest` describes, concatenated
   * @param tuning from the model's card
   * @throws if weights and architecture do not match
   */
  static async load(model: ModelJson, weights: ArrayBuffer, tuning = UNTUNED): Promise<Classifier> {
    const network = await loadLayersModel(
      tf.io.fromMemory({
        modelTopology: withoutSoftmax(model.modelTopology),
        weightSpecs: model.weightsManifest.flatMap((group) => group.weights) as tf.io.WeightsManifestEntry[],
        weightData: weights,
      }),
    );
    return new Classifier(network, tuning);
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
    const output = tf.tidy(() => {
      const input = tf.tensor4d(pixels, [pixels.length / PIXELS, 28, 28, 1]);
      return this.network.predictOnBatch(input) as tf.Tensor;
    });
    const logits = output.dataSync() as Float32Array;
    output.dispose();
    return logits;
  }

  /** Input shape of the loaded network, batch dimension null. */
  get inputShape(): readonly (number | null)[] {
    return this.network.inputs[0]!.shape;
  }

  /** The layers, read from the loaded network. */
  describe(): LayerDescription[] {
    return this.network.layers.map((layer) => ({
      type: toSnakeCase(layer.getClassName()),
      name: layer.name,
      outputShape: layer.outputShape as (number | null)[],
      parameters: layer.countParams(),
    }));
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

/** The softmax is computed here, in float64: the logits remain available, and the sum is 1. */
function withoutSoftmax(topology: object): object {
  const copy = structuredClone(topology) as { config: { layers: { config: { activation?: string } }[] } };
  copy.config.layers.at(-1)!.config.activation = 'linear';
  return copy;
}

/** Keras' rule for layer names: `MaxPooling2D` becomes `max_pooling2d`. */
function toSnakeCase(className: string): string {
  return className.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}
