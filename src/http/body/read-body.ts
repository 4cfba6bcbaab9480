import { ServiceError } from '../../errors';
import { codingOf } from './content-coding';
import { type ByteReader, InflatingReader } from './inflating-reader';

/** Room for a body that does not tell its length. */
const USUAL_BYTES = 64 * 1024;
const LARGE_BYTES = 2 ** 20;

// The last large room that was given back. The runtime lets go of a room only when the collector has been round, after the
// next one has been made: files that came one after another had two of them.
let spareRoom: ArrayBuffer | null = null;

/**
 * Reads the body of a request into one buffer, decompressed, so that a large one is never held twice: the runtime's own
 * `arrayBuffer()` joins pieces, and needs the double for a moment.
 *
 * @param request whose body nobody has read
 * @param maxBytes longest body that is taken
 * @param advice what to do about one that is longer; a clause, or nothing
 * @returns its bytes; none where there is no body
 * @throws ServiceError `body_too_large`, without reading on, `unsupported_encoding`, `invalid_request` where it
 *   cannot be decompressed; whatever the runtime throws where the client goes away
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
    throw new ServiceError('invalid_request', `Cannot decode body: it is not whole and valid ${coding}`);
  }
}

async function readWhole(
  reader: ByteReader,
  stated: number,
  maxBytes: number,
  advice: string,
): Promise<Uint8Array<ArrayBuffer>> {
  // A byte more than expected, for the read that tells the end or that there is too much. All large rooms have one
  // size, so that one serves for the next.
  const largeRoom = maxBytes + 1;
  let buffer = stated < LARGE_BYTES ? new ArrayBuffer(stated + 1) : takeRoom(largeRoom);
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(buffer, length));
    // Each read takes the buffer and hands it back.
    if (value) buffer = value.buffer;
    if (done || value === undefined) return new Uint8Array(buffer, 0, length);
    length += value.length;
    if (length > maxBytes) {
      keepRoom(buffer);
      reader.releaseLock();
      rejectLength(maxBytes, advice);
    }
    if (length === buffer.byteLength) buffer = buffer.transfer(largeRoom);
  }
}

function takeRoom(bytes: number): ArrayBuffer {
  const room = spareRoom?.byteLength === bytes ? spareRoom : new ArrayBuffer(bytes);
  spareRoom = null;
  return room;
}

/** Keeps one large room for the next file; whoever still holds it finds it empty. */
function keepRoom(buffer: ArrayBuffer): void {
  const room = buffer.transfer(buffer.byteLength < LARGE_BYTES ? 0 : buffer.byteLength);
  if (room.byteLength > 0) spareRoom = room;
}

/**
 * Gives the memory of a file back at once, for the next one. It would wait for the collector otherwise, which lets
 * several buffers of this size pile up.
 *
 * @param bytes that nobody needs any more; empty afterwards. Nothing happens where they have been given back already
 */
export function release(bytes: Uint8Array<ArrayBuffer>): void {
  if (!bytes.buffer.detached) keepRoom(bytes.buffer);
}

/** @throws ServiceError `body_too_large` */
export function rejectLength(maxBytes: number, advice: string): never {
  const message = `Cannot read image: the body exceeds the maximum of ${maxBytes} bytes`;
  throw new ServiceError('body_too_large', advice === '' ? message : `${message}; ${advice}`);
}
