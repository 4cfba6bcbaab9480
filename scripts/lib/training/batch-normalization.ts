import * as tf from '@tensorflow/tfjs-core';

/** Keeps the root away from zero; Keras' default. */
export const BATCH_NORM_EPSILON = 1e-3;

/**
 * Normalises each channel by its mean and variance over the batch and adds an offset (Ioffe & Szegedy 2015).
 * There is no scale: a ReLU and a convolution follow, which can scale for themselves, and without one the layer can
 * always be folded into the convolution before it, even across max pooling.
 *
 * tfjs would differentiate this in about twenty passes over the data; the closed form of the gradient,
 * `dx = (dy − mean(dy) − x̂ · mean(dy · x̂)) / σ`, needs six.
 *
 * @param x `[batch, height, width, channels]`
 * @param offset `[channels]`
 * @returns the normalised tensor, and the batch's mean and variance, which the caller disposes
 */
export function batchNormalize(x: tf.Tensor4D, offset: tf.Tensor1D) {
  let mean!: tf.Tensor1D;
  let variance!: tf.Tensor1D;
  const normalize = tf.customGrad((input, beta, save) => {
    mean = tf.keep(channelMean(input as tf.Tensor));
    const centred = tf.sub(input as tf.Tensor, mean);
    variance = tf.keep(channelMean(tf.square(centred)));
    const inverse = tf.rsqrt(tf.add(variance, BATCH_NORM_EPSILON));
    const normalized = tf.mul(centred, inverse);
    (save as tf.GradSaveFunc)([normalized, inverse]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [xHat, inverseDeviation] = saved as [tf.Tensor, tf.Tensor];
      const meanGradient = channelMean(dy);
      const meanProduct = channelMean(tf.mul(dy, xHat));
      const dx = tf.mul(tf.sub(tf.sub(dy, meanGradient), tf.mul(xHat, meanProduct)), inverseDeviation);
      return [dx, tf.mul(meanGradient, dy.size / meanGradient.size)];
    };
    return { value: tf.add(normalized, beta as tf.Tensor), gradFunc };
  });
  return { output: normalize(x, offset) as tf.Tensor4D, mean, variance };
}

function channelMean(x: tf.Tensor): tf.Tensor1D {
  return tf.mean(x, [0, 1, 2]);
}
