import { refuse } from './refuse';

/** A tensor of an answer. */
export type Tensor = { readonly name: string; readonly shape: readonly number[] } & (
  | { readonly datatype: 'INT64' | 'FP32'; readonly data: readonly number[] }
  | { readonly datatype: 'BOOL'; readonly data: readonly boolean[] }
);

const LENGTH_BYTES = 4;
const FLOAT_BYTES = 4;
const LONG_BYTES = 8;

// https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md

/**
 * Reads the elements of a BYTES tensor: each has its length before it, 32 bits, little-endian.
 *
 * @param what the tensor is called, for messages
 * @param bytes of the tensor
 * @param count elements that its shape promises
 * @returns the elements where they lie
 * @throws ServiceError `invalid_request` where there are not exactly so many
 */
export function readByteElements(
  what: string,
  bytes: Uint8Array<ArrayBuffer>,
  count: number,
): Uint8Array<ArrayBuffer>[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  while (elements.length < count) {
    const rest = bytes.length - at - LENGTH_BYTES;
    const length = rest < 0 ? 0 : view.getUint32(at, true);
    if (length > rest) {
      refuse(
        what,
        `its binary data ends within element ${elements.length}; each needs its length before it, 4 bytes`,
      );
    }
    elements.push(bytes.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + length));
    at += LENGTH_BYTES + length;
  }
  if (at < bytes.length) refuse(what, `its binary data has more than the ${count} elements of its shape`);
  return elements;
}

/**
 * Reads a tensor of 32-bit floats, little-endian, at any offset.
 *
 * @throws ServiceError `invalid_request` where there are not exactly so many
 */
export function readFloats(what: string, bytes: Uint8Array, count: number): Float32Array {
  requireBytes(what, bytes, count * FLOAT_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: count }, (_, index) => view.getFloat32(index * FLOAT_BYTES, true));
}

/** @throws ServiceError `invalid_request` where a tensor has another length */
export function requireBytes(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) {
    refuse(what, `its binary data has ${bytes.length} bytes where its shape and datatype have ${length}`);
  }
}

/** Writes the elements of a tensor, row by row, little-endian; a BOOL is a byte. */
export function writeTensor(tensor: Tensor): Uint8Array {
  const { datatype, data } = tensor;
  if (datatype === 'BOOL') return Uint8Array.from(data, Number);
  const size = datatype === 'INT64' ? LONG_BYTES : FLOAT_BYTES;
  const view = new DataView(new ArrayBuffer(data.length * size));
  for (const [index, value] of data.entries()) {
    if (datatype === 'INT64') view.setBigInt64(index * size, BigInt(value), true);
    else view.setFloat32(index * size, value, true);
  }
  return new Uint8Array(view.buffer);
}
