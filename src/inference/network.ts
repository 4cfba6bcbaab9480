import * as tf from '@tensorflow/tfjs-core';

/** `model.json` as tfjs' converter and `model.save()` write it. */
export interface ModelJson {
  readonly modelTopology: object;
  readonly weightsManifest: readonly { readonly weights: readonly object[] }[];
}

/** Description of a layer. */
export interface LayerDescription {
  /** Keras' name of its type, e.g. `max_pooling2d`. */
  readonly type: string;
  readonly name: string;
  /** Batch dimension null. */
  readonly outputShape: readonly (number | null)[];
  readonly parameters: number;
}

/** A layer's settings, as far as our networks have them. */
interface LayerConfig {
  readonly name: string;
  readonly batch_input_shape?: readonly (number | null)[];
  readonly activation?: 'relu' | 'linear' | 'softmax';
  readonly padding: 'valid' | 'same';
  readonly strides: [number, number];
  readonly dilation_rate: [number, number];
  readonly pool_size: [number, number];
}

/** A layer that is ready to compute. */
interface Layer extends LayerDescription {
  run(input: tf.Tensor): tf.Tensor;
}

/** Layers by their Keras class: each from its settings, the shape of one input, and its kernel and bias. */
const BUILDERS: Record<string, (config: LayerConfig, input: number[], weights: tf.Tensor[]) => Built> = {
  Conv2D: buildConvolution,
  MaxPooling2D: buildPooling,
  Flatten: (_, input) => ({
    shape: [product(input)],
    run: (tensor) => tf.reshape(tensor, [tensor.shape[0]!, -1]),
  }),
  Dense: buildDense,
  Dropout: (_, input) => ({ shape: input, run: (tensor) => tensor }),
};

interface Built {
  /** Of one output. */
  readonly shape: number[];
  run(input: tf.Tensor): tf.Tensor;
}

/**
 * A trained network: a chain of layers, each of which is one call of a kernel that adds the bias and applies the activation.
 * A final softmax is left out. Tensors are confined to this file: inputs and outputs are numbers, and no intermediate result
 * stays in the WASM heap, which never shrinks.
 */
export class Network {
  private constructor(
    private readonly chain: readonly Layer[],
    private readonly weights: readonly tf.Tensor[],
    /** Batch dimension null. */
    readonly inputShape: readonly (number | null)[],
  ) {}

  /**
   * @param model the architecture, as a sequential Keras topology
   * @param weights the values that `model.weightsManifest` describes, concatenated
   * @throws if weights and architecture do not match, or a layer is of an unknown kind
   */
  static load(model: ModelJson, weights: ArrayBuffer): Network {
    const specs = model.weightsManifest.flatMap((group) => group.weights) as tf.io.WeightsManifestEntry[];
    const tensors = tf.io.decodeWeights(weights, specs);
    const topology = model.modelTopology as {
      config: { layers: { class_name: string; config: LayerConfig }[] };
    };
    const { layers } = topology.config;
    const inputShape = layers[0]!.config.batch_input_shape!;
    let shape = inputShape.slice(1) as number[];
    const chain = layers.map(({ class_name, config }): Layer => {
      const build = BUILDERS[class_name];
      if (build === undefined) throw new Error(`layer ${config.name} is of the unknown kind ${class_name}`);
      const own = ['kernel', 'bias'].flatMap((part) => tensors[`${config.name}/${part}`] ?? []);
      const built = build(config, shape, own);
      shape = built.shape;
      return {
        type: toSnakeCase(class_name),
        name: config.name,
        outputShape: [null, ...shape],
        parameters: own.reduce((sum, tensor) => sum + tensor.size, 0),
        run: built.run,
      };
    });
    return new Network(chain, Object.values(tensors), inputShape);
  }

  /**
   * @param values of one or several inputs, one after the other
   * @param each shape of an input; networks of convolutions alone take other sizes, too
   * @returns the outputs, likewise
   */
  run(values: Float32Array, each = this.inputShape.slice(1) as number[]): Float32Array {
    const output = tf.tidy(() => {
      const input = tf.tensor(values, [values.length / product(each), ...each]);
      return this.chain.reduce((tensor: tf.Tensor, layer) => layer.run(tensor), input);
    });
    const numbers = output.dataSync() as Float32Array;
    output.dispose();
    return numbers;
  }

  /** The layers, read from the loaded network. */
  get layers(): readonly LayerDescription[] {
    return this.chain.map(({ run: _, ...description }) => description);
  }

  /** Frees the weights. */
  dispose(): void {
    tf.dispose([...this.weights]);
  }
}

function buildConvolution(config: LayerConfig, [height, width]: number[], weights: tf.Tensor[]): Built {
  const [filter, bias] = weights as [tf.Tensor4D, tf.Tensor];
  const { padding: pad, strides, dilation_rate: dilations } = config;
  const options = { filter, bias, pad, strides, dilations, activation: activationOf(config) };
  const [rows, columns, , filters] = filter.shape;
  return {
    shape: [
      outputSide(height!, dilations[0] * (rows - 1), strides[0], pad),
      outputSide(width!, dilations[1] * (columns - 1), strides[1], pad),
      filters,
    ],
    run: (tensor) => tf.fused.conv2d({ ...options, x: tensor as tf.Tensor4D }),
  };
}

function buildPooling(
  { pool_size, strides, padding }: LayerConfig,
  [height, width, channels]: number[],
): Built {
  return {
    shape: [
      outputSide(height!, pool_size[0] - 1, strides[0], padding),
      outputSide(width!, pool_size[1] - 1, strides[1], padding),
      channels!,
    ],
    run: (tensor) => tf.maxPool(tensor as tf.Tensor4D, pool_size, strides, padding),
  };
}

function buildDense(config: LayerConfig, _: number[], weights: tf.Tensor[]): Built {
  const [kernel, bias] = weights as [tf.Tensor2D, tf.Tensor];
  const activation = activationOf(config);
  return {
    shape: [kernel.shape[1]],
    run: (tensor) => tf.fused.matMul({ a: tensor as tf.Tensor2D, b: kernel, bias, activation }),
  };
}

/** The softmax is computed elsewhere, in float64: the logits remain available, and the sum is 1. */
function activationOf({ activation }: LayerConfig): 'relu' | 'linear' {
  return activation === 'relu' ? 'relu' : 'linear';
}

/** Positions of a window along a side; it covers `reach` pixels besides its first. */
function outputSide(side: number, reach: number, stride: number, padding: 'valid' | 'same'): number {
  return Math.ceil((padding === 'same' ? side : side - reach) / stride);
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}

/** Keras' rule for layer names: `MaxPooling2D` becomes `max_pooling2d`. */
function toSnakeCase(className: string): string {
  return className.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}
