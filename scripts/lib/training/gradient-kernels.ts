import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Kernels for training that tfjs' WASM backend lacks or runs slowly. Each gives the same numbers as the
 * `cpu` backend's kernel of that name, up to rounding, and is measured against it in
 * test/scripts/training/gradient-kernels.test.ts.
 */

type Conv2DGradAttrs = Pick<tf.Conv2DAttrs, 'strides' | 'pad' | 'dataFormat' | 'dimRoundingMode'>;
type KernelArgs<I, A> = { inputs: I; attrs: A; backend: BackendWasm };

let registered = false;

/** Replaces the kernels; further calls change nothing. Needs the WASM backend's kernels to be registered. */
export function registerGradientKernels(): void {
  if (registered) return;
  registered = true;
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: 'wasm',
    kernelFunc: conv2DBackpropFilter as unknown as tf.KernelFunc,
  });
  replaceKernel(tf.Conv2DBackpropInput, conv2DBackpropInput);
  replaceKernel(tf.MaxPoolGrad, () => maxPoolGrad as unknown as tf.KernelFunc);
  replaceKernel(tf.BatchMatMul, batchMatMul);
}

function replaceKernel(kernelName: string, wrap: (original: tf.KernelFunc) => tf.KernelFunc): void {
  const original = tf.getKernel(kernelName, 'wasm');
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ ...original, kernelFunc: wrap(original.kernelFunc) });
}

/**
 * Gradient of a convolution by its filter, as a convolution: with channels as the batch and the batch as channels,
 * `x` convolved with `dy` gives `[inChannels, filterHeight, filterWidth, outChannels]`. A stride of the forward
 * pass becomes a dilation here; surplus rows and columns that no stride reached are cut off.
 */
function conv2DBackpropFilter(
  args: KernelArgs<{ x: tf.Tensor4D; dy: tf.Tensor4D }, Conv2DGradAttrs & { filterShape: number[] }>,
): tf.Tensor {
  const { x, dy } = args.inputs;
  const { filterShape, strides, pad, dimRoundingMode } = args.attrs;
  const filter = filterShape as [number, number, number, number];
  const info = tf.backend_util.computeConv2DInfo(x.shape, filter, strides, 1, pad, dimRoundingMode);
  return tf.tidy(() => {
    const imagesAsChannels = tf.transpose(x, [3, 1, 2, 0]);
    const gradientAsFilter = tf.transpose(dy, [1, 2, 0, 3]);
    const correlated = tf.conv2d(imagesAsChannels, gradientAsFilter, 1, explicitPad(info.padInfo), 'NHWC', [
      info.strideHeight,
      info.strideWidth,
    ]);
    const [height, width, inChannels, outChannels] = filter;
    const used = tf.slice(correlated, [0, 0, 0, 0], [inChannels, height, width, outChannels]);
    return tf.transpose(used, [1, 2, 0, 3]);
  });
}

/**
 * Gradient of a convolution by its input: at stride 1 the full convolution of `dy` with the filter turned by 180°
 * and its channels exchanged, which goes through XNNPACK. Other strides keep the package's own (slow) kernel.
 */
function conv2DBackpropInput(original: tf.KernelFunc): tf.KernelFunc {
  return ((
    args: KernelArgs<{ dy: tf.Tensor4D; filter: tf.Tensor4D }, Conv2DGradAttrs & { inputShape: number[] }>,
  ) => {
    const { dy, filter } = args.inputs;
    const { inputShape, strides, pad, dimRoundingMode } = args.attrs;
    const shape = inputShape as [number, number, number, number];
    const info = tf.backend_util.computeConv2DInfo(shape, filter.shape, strides, 1, pad, dimRoundingMode);
    const { top, bottom, left, right } = info.padInfo;
    const fullPad = {
      top: info.filterHeight - 1 - top,
      bottom: info.filterHeight - 1 - bottom,
      left: info.filterWidth - 1 - left,
      right: info.filterWidth - 1 - right,
    };
    const strided = info.strideHeight !== 1 || info.strideWidth !== 1;
    if (strided || Math.min(...Object.values(fullPad)) < 0) {
      return original(args);
    }
    return tf.tidy(() => {
      const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
      return tf.conv2d(dy, turned, 1, explicitPad(fullPad));
    });
  }) as unknown as tf.KernelFunc;
}

function explicitPad(pad: { top: number; bottom: number; left: number; right: number }) {
  type Pair = [number, number];
  const none: Pair = [0, 0];
  return [none, [pad.top, pad.bottom] as Pair, [pad.left, pad.right] as Pair, none] as [
    Pair,
    Pair,
    Pair,
    Pair,
  ];
}

/** Gradient of max pooling: each window hands its gradient to the first of its largest inputs, as on `cpu`. */
function maxPoolGrad(
  args: KernelArgs<{ dy: tf.Tensor4D; input: tf.Tensor4D }, tf.MaxPoolGradAttrs>,
): tf.TensorInfo {
  const { inputs, attrs, backend } = args;
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const info = tf.backend_util.computePool2DInfo(
    inputs.input.shape,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { inHeight, inWidth, outHeight, outWidth, inChannels: channels, padInfo } = info;

  const out = backend.makeOutput(info.inShape, 'float32');
  // Views are taken after the allocation: growing the WASM heap detaches older ones.
  const x = backend.typedArrayFromHeap(inputs.input);
  const dy = backend.typedArrayFromHeap(inputs.dy);
  const dx = backend.typedArrayFromHeap(out).fill(0);

  let outIndex = 0;
  for (let image = 0; image < info.batchSize; image++) {
    const base = image * inHeight * inWidth;
    for (let row = 0; row < outHeight; row++) {
      const top = row * info.strideHeight - padInfo.top;
      const firstRow = Math.max(0, top);
      const endRow = Math.min(inHeight, top + info.effectiveFilterHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = column * info.strideWidth - padInfo.left;
        const firstColumn = Math.max(0, left);
        const endColumn = Math.min(inWidth, left + info.effectiveFilterWidth);
        for (let channel = 0; channel < channels; channel++) {
          let largest = Number.NEGATIVE_INFINITY;
          let winner = 0;
          for (let y = firstRow; y < endRow; y++) {
            for (let z = firstColumn; z < endColumn; z++) {
              const index = (base + y * inWidth + z) * channels + channel;
              if (x[index]! > largest) {
                largest = x[index]!;
                winner = index;
              }
            }
          }
          dx[winner]! += dy[outIndex++]!;
        }
      }
    }
  }
  return out;
}

/** The package's matrix product walks transposed operands column by column: turning them first is faster. */
function batchMatMul(original: tf.KernelFunc): tf.KernelFunc {
  return ((args: KernelArgs<tf.BatchMatMulInputs & { a: tf.Tensor; b: tf.Tensor }, tf.BatchMatMulAttrs>) => {
    const { transposeA, transposeB } = args.attrs;
    const plain = { transposeA: false, transposeB: false };
    if (!transposeA && !transposeB) return original(args as unknown as Parameters<tf.KernelFunc>[0]);
    return tf.tidy(() => {
      const a = transposeA ? turn(args.inputs.a) : args.inputs.a;
      const b = transposeB ? turn(args.inputs.b) : args.inputs.b;
      return tf.engine().runKernel(tf.BatchMatMul, { a, b }, plain) as tf.Tensor;
    });
  }) as unknown as tf.KernelFunc;
}

function turn(matrices: tf.Tensor): tf.Tensor {
  const axes = matrices.shape.map((_, axis) => axis);
  const [rows, columns] = [axes.pop()!, axes.pop()!];
  return tf.transpose(matrices, [...axes, rows, columns]);
}
