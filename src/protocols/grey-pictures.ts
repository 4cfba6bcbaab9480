import { PIXELS } from './picture-input';
import { refuse } from './refuse';

const MOST = 255;

/**
 * Takes pictures out of a tensor. Whether its values go from 0 to 1 or from 0 to 255 is told by the largest of them.
 *
 * @param what the tensor is called, for messages
 * @param values `n × 784` numbers, white ink on black
 * @returns the pictures, 784 grey values each
 * @throws ServiceError `invalid_request` where a value is out of range
 */
export function toGreyPictures(what: string, values: Float32Array | Uint8Array): Uint8Array[] {
  let largest = 0;
  for (const value of values) {
    if (!(value >= 0 && value <= MOST)) {
      refuse(
        what,
        `the value ${value} is not within 0 to 1 or 0 to ${MOST}; send pixels as they are in MNIST`,
      );
    }
    if (value > largest) largest = value;
  }
  const scale = largest > 1 ? 1 : MOST;
  const grey = Uint8Array.from(values, (value) => Math.round(value * scale));
  return Array.from({ length: values.length / PIXELS }, (_, index) =>
    grey.subarray(index * PIXELS, (index + 1) * PIXELS),
  );
}
