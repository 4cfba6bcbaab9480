// Smaller arrays are left to the collector: what piles up are arrays of megabytes.
const LARGE_BYTES = 64 * 1024;

/**
 * Frees the memory of a large array at once. The garbage collector would wait until several such arrays have piled up, and
 * the garbage of consecutive pictures took more memory than any single picture.
 *
 * No effect if the engine lacks `ArrayBuffer.prototype.transfer()` (Node before 22).
 *
 * @param array that is no longer needed; empty afterwards
 */
export function freeMemory(array: { readonly buffer: ArrayBufferLike }): void {
  const buffer: ArrayBufferLike & { transfer?(length: number): ArrayBuffer } = array.buffer;
  if (buffer.byteLength >= LARGE_BYTES) buffer.transfer?.(0);
}
