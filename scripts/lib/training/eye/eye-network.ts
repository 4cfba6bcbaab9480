import { initializers, layers, type Sequential, sequential } from '@tensorflow/tfjs-layers';
import { EYE_OUTPUTS } from '../../../../src/eye/eye-map';
import { LOOK_SIDE } from '../../../../src/eye/look-box';

/** Filters, stride and dilation of each convolution. The last sees 71 pixels around a cell's middle: all of a look. */
const CONVOLUTIONS = [
  { filters: 16, strides: 2, dilationRate: 1 },
  { filters: 32, strides: 2, dilationRate: 1 },
  { filters: 40, strides: 1, dilationRate: 1 },
  { filters: 64, strides: 2, dilationRate: 1 },
  { filters: 80, strides: 1, dilationRate: 1 },
  { filters: 64, strides: 1, dilationRate: 2 },
] as const;

/**
 * Builds the eye's network as it is trained: six convolutions of 3×3 with batch normalisation behind each, and one of
 * 1×1 that says of each of 8×8 cells whether a digit is there, which, and how large. 132 k parameters, 12 M multiply-adds.
 *
 * @param seed of the initial weights
 */
export function createEyeNetwork(seed: number): Sequential {
  let layer = 0;
  const kernelInitializer = () => initializers.heNormal({ seed: seed * 100 + layer++ });
  const network = sequential();
  CONVOLUTIONS.forEach(({ filters, strides, dilationRate }, index) => {
    network.add(
      layers.conv2d({
        ...(index === 0 && { inputShape: [LOOK_SIDE, LOOK_SIDE, 3] }),
        filters,
        strides,
        dilationRate,
        kernelSize: 3,
        padding: 'same',
        useBias: false,
        kernelInitializer: kernelInitializer(),
      }),
    );
    network.add(layers.batchNormalization({ scale: false }));
    network.add(layers.activation({ activation: 'relu' }));
  });
  network.add(
    layers.conv2d({
      filters: EYE_OUTPUTS,
      kernelSize: 1,
      kernelInitializer: initializers.glorotUniform({ seed }),
    }),
  );
  return network;
}
