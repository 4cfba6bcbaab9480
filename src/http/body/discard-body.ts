/** As many bytes as four of the largest pictures have; who sends more than that may be cut off. */
const MOST_BYTES = 100_000_000;
/** nginx waits as long (`lingering_time`), */
const MOST_MILLISECONDS = 30_000;
/** and for each piece (`lingering_timeout`). */
const PATIENCE_MILLISECONDS = 5_000;
const PIECE_BYTES = 64 * 1024;

/**
 * Reads on to the end of a body and throws it away, within limits of bytes and time.
 *
 * @param request whose body nobody has read, or not to its end
 */
export async function discardBody({ body, headers }: Request): Promise<void> {
  if (body === null || body.locked || Number(headers.get('content-length') ?? 0) > MOST_BYTES) return;
  const reader = body.getReader({ mode: 'byob' });
  const end = Date.now() + MOST_MILLISECONDS;
  let buffer = new ArrayBuffer(PIECE_BYTES);
  for (let bytes = 0; bytes < MOST_BYTES && Date.now() < end; ) {
    const piece = await within(reader.read(new Uint8Array(buffer)), PATIENCE_MILLISECONDS);
    if (piece === null || piece.value === undefined || piece.done) return;
    bytes += piece.value.length;
    buffer = piece.value.buffer;
  }
}

/** @returns null where the work takes longer */
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
