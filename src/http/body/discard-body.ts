/** Four times the largest picture; a client that sends more may lose the response. */
const MAX_BYTES = 100_000_000;
/** nginx's default for the whole body (`lingering_time`). */
const MAX_MILLISECONDS = 30_000;
/** nginx's default for each chunk (`lingering_timeout`). */
const MAX_CHUNK_MILLISECONDS = 5_000;
const CHUNK_BYTES = 64 * 1024;

/**
 * Reads the rest of a body and discards it, within limits of bytes and time.
 *
 * @param request whose body has not been read completely
 */
export async function discardBody({ body, headers }: Request): Promise<void> {
  if (body === null || body.locked || Number(headers.get('content-length') ?? 0) > MAX_BYTES) return;
  const reader = body.getReader({ mode: 'byob' });
  const end = Date.now() + MAX_MILLISECONDS;
  let buffer = new ArrayBuffer(CHUNK_BYTES);
  for (let bytes = 0; bytes < MAX_BYTES && Date.now() < end; ) {
    const chunk = await within(reader.read(new Uint8Array(buffer)), MAX_CHUNK_MILLISECONDS);
    if (chunk === null || chunk.value === undefined || chunk.done) return;
    bytes += chunk.value.length;
    buffer = chunk.value.buffer;
  }
}

/** @returns null if the work takes longer */
async function within<T>(work: Promise<T>, milliseconds: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
