import { ServiceError } from '../../errors';
import { codingOf } from './content-coding';
import { type ByteReader, InflatingReader } from './inflating-reader';

/** Initial buffer for a body of unknown length. */
const USUAL_BYTES = 64 * 1024;
const LARGE_BYTES = 2 ** 20;

// The large buffer released last. The runtime frees a buffer only at garbage collection, after the next one has been
// allocated: without reuse, consecutive files would take two of them.
let spareBuffer: ArrayBuffer | null = null;

/**
 * Reads and decompresses the body of a request into one buffer, so that a large one is never held twice: the runtime's
 * own `arrayBuffer()` joins chunks, which needs twice the memory for a moment.
 *
 * @param request with an unread body
 * @param maxBytes maximum length of the body
 * @param advice remedy for a longer one: a clause, or nothing
 * @returns its bytes; empty if there is no body
 * @throws ServiceError `body_too_large`, without reading further, `unsupported_encoding`, `invalid_request` if it
 *   cannot be decompressed; whatever the runtime throws if the client disconnects
 */
export async function readBody(
  request: Request,
  maxBytes: number,
  advice: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const { body, headers } = request;
  const coding = codingOf(headers.get('content-encoding'));
  if (body === null) return new Uint8Array(0);
  const stated = Number(headers.get('content-length') ?? USUAL_BYTES);
  if (stated > maxBytes) rejectLength(maxBytes, advice);
  const reader = body.getReader({ mode: 'byob' });
  if (coding === null) return readWhole(reader, stated, maxBytes, advice);
  try {
    return await readWhole(new InflatingReader(reader, coding), USUAL_BYTES, maxBytes, advice);
  } catch (error) {
    reader.releaseLock();
    if (!(error instanceof TypeError)) throw error;
    throw new ServiceError('invalid_request', `Cannot decode body: it is not complete and valid ${coding}`);
  }
}

async function readWhole(
  reader: ByteReader,
  stated: number,
  maxBytes: number,
  advice: string,
): Promise<Uint8Array<ArrayBuffer>> {
  // One byte more than expected, for the read that detects the end or an excess. All large buffers have the same size,
  // so that they can be reused.
  const largeBytes = maxBytes + 1;
  let buffer = stated < LARGE_BYTES ? new ArrayBuffer(stated + 1) : takeBuffer(largeBytes);
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(buffer, length));
    // Each read detaches the buffer and returns it.
    if (value) buffer = value.buffer;
    if (done || value === undefined) return new Uint8Array(buffer, 0, length);
    length += value.length;
    if (length > maxBytes) {
      keepBuffer(buffer);
      reader.releaseLock();
      rejectLength(maxBytes, advice);
    }
    if (length === buffer.byteLength) buffer = buffer.transfer(largeBytes);
  }
}

function takeBuffer(bytes: number): ArrayBuffer {
  const buffer = spareBuffer?.byteLength === bytes ? spareBuffer : new ArrayBuffer(bytes);
  spareBuffer = null;
  return buffer;
}

/** Keeps one large buffer for the next file; existing references to it are detached. */
function keepBuffer(buffer: ArrayBuffer): void {
  const kept = buffer.transfer(buffer.byteLength < LARGE_BYTES ? 0 : buffer.byteLength);
  if (kept.byteLength > 0) spareBuffer = kept;
}

/**
 * Releases the memory of a file at once, for the next one. Until garbage collection, several buffers of this size
 * would accumulate.
 *
 * @param bytes that are no longer needed; empty afterwards. Does nothing if they have been released already
 */
export function release(bytes: Uint8Array<ArrayBuffer>): void {
  if (!bytes.buffer.detached) keepBuffer(bytes.buffer);
}

/** @throws ServiceError `body_too_large` */
export function rejectLength(maxBytes: number, advice: string): never {
  const message = `Cannot read image: the body exceeds the maximum of ${maxBytes} bytes`;
  throw new ServiceError('body_too_large', advice === '' ? message : `${message}; ${advice}`);
}
