/**
 * Decompresses deflate without a wrapper (RFC 1951), with the runtime's own decoder.
 *
 * @param size bytes that it is said to unfold into; more are never held
 * @returns the bytes, or null if there are more, or they are damaged
 */
export async function inflateRaw(
  compressed: Uint8Array<ArrayBuffer>,
  size: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const reader = new Blob([compressed])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'))
    .getReader();
  const content = new Uint8Array(size);
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return content.subarray(0, length);
      if (length + value.length > size) return null;
      content.set(value, length);
      length += value.length;
    }
  } catch {
    return null;
  } finally {
    void reader.cancel().catch(() => {});
  }
}
