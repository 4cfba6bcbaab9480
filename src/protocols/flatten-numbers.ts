import { refuse } from './refuse';

/**
 * Reads a tensor of numbers out of JSON, nested as its shape says or flat.
 *
 * @param what the tensor is called, for messages
 * @param data as it was parsed
 * @param shape at least one dimension
 * @returns its elements, row by row; numbers beyond the range of 32 bits are infinite
 * @throws ServiceError `invalid_request`
 */
export function flattenNumbers(what: string, data: unknown, shape: readonly number[]): Float32Array {
  const values = new Float32Array(shape.reduce((count, size) => count * size, 1));
  const isFlat = Array.isArray(data) && !Array.isArray(data[0]);
  const dimensions = isFlat ? [values.length] : shape;
  let length = 0;

  function read(value: unknown, depth: number): void {
    if (depth === dimensions.length) {
      if (typeof value !== 'number') refuse(what, `${quote(value)} is not a number`);
      values[length++] = value;
      return;
    }
    if (!Array.isArray(value)) refuse(what, `it is nested less deeply than its shape [${shape.join(', ')}]`);
    if (value.length !== dimensions[depth]) {
      refuse(
        what,
        `${value.length} elements are where its shape [${shape.join(', ')}] has ${dimensions[depth]}`,
      );
    }
    for (const inner of value) read(inner, depth + 1);
  }

  read(data, 0);
  return values;
}

const MAX_QUOTED = 40;

/** A value of JSON as a message shows it; never all of a long one. */
function quote(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, MAX_QUOTED));
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
