// Smaller arrays are left to the collector. Not tuned: what piled up were arrays of megabytes.
const LARGE_BYTES = 64 * 1024;

/**
 * Gives the memory of a large array back at once. The collector would wait until several such arrays have piled up: what
 * pictures leave behind, one after another, came to more than one of them takes.
 *
 * Without effect where the engine has no `ArrayBuffer.prototype.transfer()` (Node before 22).
 *
 * @param array that nobody needs any more; empty afterwards
 */
export function freeMemory(array: { readonly buffer: ArrayBufferLike }): void {
  const buffer: ArrayBufferLike & { transfer?(length: number): ArrayBuffer } = array.buffer;
  if (buffer.byteLength >= LARGE_BYTES) buffer.transfer?.(0);
}
