import { encodePng } from './image/png/encode-png';
import type { LoadedModel } from './inference/registry';
import type { FileRecognition } from './recognize';

/** What the network saw, where it was in the source, and what it went by. */
export interface Explanation {
  /** PNG file of the 28×28 picture that the network saw: white ink on black. */
  readonly normalizedPng: Uint8Array;
  /** Where the digit was found, in pixels of the source. */
  readonly crop: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** PNG file, 28×28: red where hiding the ink makes the digit less likely, blue where it makes it likelier. */
  readonly occlusionPng: Uint8Array;
}

const SIDE = 28;
/** Side of the square that hides a part of the picture; two strokes wide. */
const PATCH = 6;
/** Distance from one hidden square to the next: 12 × 12 of them. */
const STRIDE = 2;

/**
 * Explains an answer by occlusion: hides one square of the picture after the other and notes how much the
 * probability of the answer falls (Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks",
 * 2014, section 4.2). Costs 144 forward passes.
 */
export function explain(recognition: FileRecognition, model: LoadedModel): Explanation {
  const { normalized, image } = recognition;
  const influence = occlusionMap(normalized.pixels, recognition.digit, model);
  const scaleX = image.sourceWidth / image.raster.width;
  const scaleY = image.sourceHeight / image.raster.height;
  return {
    normalizedPng: encodePng(paintGrey(normalized.pixels), SIDE, SIDE),
    crop: {
      x: Math.round(normalized.crop.x * scaleX),
      y: Math.round(normalized.crop.y * scaleY),
      width: Math.round(normalized.crop.width * scaleX),
      height: Math.round(normalized.crop.height * scaleY),
    },
    occlusionPng: encodePng(paintInfluence(normalized.pixels, influence), SIDE, SIDE),
  };
}

/**
 * @param pixels 784 values in [0, 1]
 * @returns for each pixel the mean fall of the digit's probability over the squares that hide it, −1 to 1
 */
function occlusionMap(pixels: Float32Array, digit: number, model: LoadedModel): Float32Array {
  const corners = patchCorners();
  const batch = new Float32Array((corners.length + 1) * pixels.length);
  batch.set(pixels);
  corners.forEach((corner, i) => {
    const hidden = pixels.slice();
    forEachPixel(corner, (pixel) => {
      hidden[pixel] = 0;
    });
    batch.set(hidden, (i + 1) * pixels.length);
  });

  const probabilities = model.classifier.predictBatch(batch);
  const sums = new Float32Array(pixels.length);
  const counts = new Float32Array(pixels.length);
  corners.forEach((corner, i) => {
    const fall = probabilities[digit]! - probabilities[(i + 1) * 10 + digit]!;
    forEachPixel(corner, (pixel) => {
      sums[pixel]! += fall;
      counts[pixel]!++;
    });
  });
  return sums.map((sum, i) => sum / counts[i]!);
}

interface Corner {
  readonly x: number;
  readonly y: number;
}

function patchCorners(): Corner[] {
  const steps = Array.from({ length: (SIDE - PATCH) / STRIDE + 1 }, (_, i) => i * STRIDE);
  return steps.flatMap((y) => steps.map((x) => ({ x, y })));
}

function forEachPixel({ x, y }: Corner, visit: (pixel: number) => void): void {
  for (let row = y; row < y + PATCH; row++) {
    for (let column = x; column < x + PATCH; column++) visit(row * SIDE + column);
  }
}

function paintGrey(pixels: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(pixels.length * 4);
  pixels.forEach((ink, i) => {
    const grey = ink * 255;
    rgba.set([grey, grey, grey, 255], i * 4);
  });
  return rgba;
}

/** The ink in dim grey, the influence over it, its largest value in full colour. */
function paintInfluence(pixels: Float32Array, influence: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const largest = influence.reduce((most, value) => Math.max(most, Math.abs(value)), Number.EPSILON);
  const rgba = new Uint8ClampedArray(pixels.length * 4);
  pixels.forEach((ink, i) => {
    const grey = ink * 96;
    const strength = influence[i]! / largest;
    const red = grey + Math.max(0, strength) * (255 - grey);
    const blue = grey + Math.max(0, -strength) * (255 - grey);
    rgba.set([red, grey, blue, 255], i * 4);
  });
  return rgba;
}
