import { SIDE } from './picture-input';

/** What the model is called where clients of model servers ask for it. */
export const MODEL_NAME = 'digits';

/** A tensor as metadata describe it; -1 is the number of pictures. */
export interface TensorMetadata {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/** Of which a request has one. */
export const INPUTS: readonly TensorMetadata[] = [
  { name: 'image', datatype: 'BYTES', shape: [-1] },
  { name: 'pixels', datatype: 'FP32', shape: [-1, SIDE, SIDE, 1] },
];

/** What is answered about a picture. */
export interface PictureAnswer {
  readonly digit: number;
  /** Ten of them. */
  readonly probabilities: ArrayLike<number>;
  readonly isDigit: boolean;
  /** 0 to 1. */
  readonly outOfDistribution: number;
}
