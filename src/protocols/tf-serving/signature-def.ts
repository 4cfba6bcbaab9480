import { SIDE } from '../picture-input';

/**
 * The signature of the model as TensorFlow Serving's metadata API prints it.
 * https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/meta_graph.proto (`SignatureDef`)
 */
export const SIGNATURE_DEF = {
  signature_def: {
    serving_default: {
      inputs: { pixels: toTensorInfo('pixels', [-1, SIDE, SIDE, 1]) },
      outputs: { probabilities: toTensorInfo('probabilities', [-1, 10]) },
      method_name: 'tensorflow/serving/predict',
    },
  },
};

/** Sizes are 64-bit integers, which JSON of protocol buffers writes as text. */
function toTensorInfo(name: string, shape: readonly number[]) {
  return {
    dtype: 'DT_FLOAT',
    tensor_shape: { dim: shape.map((size) => ({ size: String(size), name: '' })), unknown_rank: false },
    name: `${name}:0`,
  };
}
