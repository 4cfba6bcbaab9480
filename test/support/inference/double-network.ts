import * as tf from '@tensorflow/tfjs-core';
import type { ModelJson } from '../../../src/inference/network';

interface Values {
  /** Height, width, channels; or the count alone. */
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** A layer's settings in Keras' words. */
interface LayerConfig {
  readonly name: string;
  readonly batch_input_shape: readonly number[];
  readonly activation: string;
  readonly padding: 'valid' | 'same';
  readonly strides: readonly [number, number];
  readonly dilation_rate: readonly [number, number];
  readonly pool_size: readonly [number, number];
}

/** Computes a network in double precision, with the definitions of its layers and nothing else. A final softmax is left out. */
export function runInDouble(model: ModelJson, weights: ArrayBuffer, input: Float32Array): Float64Array {
  const specs = model.weightsManifest.flatMap((group) => group.weights) as tf.io.WeightsManifestEntry[];
  const tensors = tf.io.decodeWeights(weights, specs);
  const { layers } = (
    model.modelTopology as { config: { layers: { class_name: string; config: LayerConfig }[] } }
  ).config;
  const shape = layers[0]!.config.batch_input_shape.slice(1) as number[];
  const output = layers.reduce(
    (values: Values, { class_name, config }) => {
      const [kernel, bias] = ['kernel', 'bias'].map((part) => tensors[`${config.name}/${part}`]);
      const activate = config.activation === 'relu' ? (x: number) => Math.max(x, 0) : (x: number) => x;
      switch (class_name) {
        case 'Conv2D':
          return convolve(values, kernel!, bias!.dataSync(), config, activate);
        case 'MaxPooling2D':
          return pool(values, config.pool_size[0]);
        case 'Dense':
          return connect(values, kernel!, bias!.dataSync(), activate);
        default:
          return values;
      }
    },
    { shape, data: Float64Array.from(input) },
  );
  tf.dispose(tensors);
  return output.data;
}

function convolve(
  { shape, data }: Values,
  kernel: tf.Tensor,
  bias: ArrayLike<number>,
  { strides, dilation_rate, padding }: LayerConfig,
  activate: (x: number) => number,
): Values {
  const [height, width, channels] = shape as [number, number, number];
  const [size, , , filters] = kernel.shape as [number, number, number, number];
  const weights = kernel.dataSync();
  const [stride, dilation] = [strides[0], dilation_rate[0]];
  const reach = dilation * (size - 1);
  const side = (length: number) => Math.ceil((padding === 'same' ? length : length - reach) / stride);
  const [rows, columns] = [side(height), side(width)];
  const before = (count: number, length: number) =>
    padding === 'same' ? Math.floor(Math.max((count - 1) * stride + reach + 1 - length, 0) / 2) : 0;
  const [top, left] = [before(rows, height), before(columns, width)];
  const out = new Float64Array(rows * columns * filters);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++)
      for (let f = 0; f < filters; f++) {
        let sum = bias[f]!;
        for (let i = 0; i < size; i++)
          for (let j = 0; j < size; j++) {
            const [row, column] = [y * stride - top + i * dilation, x * stride - left + j * dilation];
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            for (let c = 0; c < channels; c++)
              sum +=
                data[(row * width + column) * channels + c]! *
                weights[((i * size + j) * channels + c) * filters + f]!;
          }
        out[(y * columns + x) * filters + f] = activate(sum);
      }
  return { shape: [rows, columns, filters], data: out };
}

function pool({ shape, data }: Values, size: number): Values {
  const [height, width, channels] = shape as [number, number, number];
  const [rows, columns] = [Math.floor(height / size), Math.floor(width / size)];
  const out = new Float64Array(rows * columns * channels).fill(Number.NEGATIVE_INFINITY);
  for (let y = 0; y < rows * size; y++)
    for (let x = 0; x < columns * size; x++)
      for (let c = 0; c < channels; c++) {
        const at = (Math.floor(y / size) * columns + Math.floor(x / size)) * channels + c;
        out[at] = Math.max(out[at]!, data[(y * width + x) * channels + c]!);
      }
  return { shape: [rows, columns, channels], data: out };
}

function connect(
  { data }: Values,
  kernel: tf.Tensor,
  bias: ArrayLike<number>,
  activate: (x: number) => number,
): Values {
  const [, units] = kernel.shape as [number, number];
  const weights = kernel.dataSync();
  const out = Float64Array.from({ length: units }, (_, unit) => {
    let sum = bias[unit]!;
    for (let i = 0; i < data.length; i++) sum += data[i]! * weights[i * units + unit]!;
    return activate(sum);
  });
  return { shape: [units], data: out };
}
