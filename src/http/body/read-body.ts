import { ServiceError } from '../../errors';
import { codingOf } from './content-coding';
import { type ByteReader, InflatingReader } from './inflating-reader';

/** Initial buffer of a body: the declared length has not arrived yet. */
const FIRST_BYTES = 64 * 1024;
/** Buffer for a body of unknown length that is longer. */
const SECOND_BYTES = 2 ** 20;

/** How a body is read. */
export interface ReadOptions {
  /** Maximum length of the body. */
  readonly maxBytes: number;
  /** Remedy for a longer one: a clause, or nothing. */
  readonly advice: string;
  /** How often its content will be held once it is there. */
  readonly copies: number;
  /** Waits until so many bytes can be held instead of those held so far. */
  readonly enterRoom: (bytes: number) => Promise<void>;
  /** Waits for the next bytes, within limits of time. */
  readonly next: <T extends { readonly value?: Uint8Array | undefined }>(read: Promise<T>) => Promise<T>;
}

/**
 * Reads and decompresses the body of a request into one buffer, which grows with the received bytes: to the declared length only
 * when 64 KiB have arrived. The runtime's own `arrayBuffer()` joins chunks, which needs twice the memory for a moment.
 *
 * @param request with an unread body
 * @returns its bytes; empty if there is no body
 * @throws ServiceError `body_too_large`, without reading further, `unsupported_encoding`, `invalid_request` if it
 *   cannot be decompressed; what `enterRoom` and `next` throw; whatever the runtime throws if the client disconnects
 */
export async function readBody(request: Request, options: ReadOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { body, headers } = request;
  const coding = codingOf(headers.get('content-encoding'));
  if (body === null) return new Uint8Array(0);
  const length = headers.get('content-length');
  const stated = length === null ? null : Number(length);
  if (stated !== null && stated > options.maxBytes) rejectLength(options.maxBytes, options.advice);
  const reader = body.getReader({ mode: 'byob' });
  if (coding === null) return readWhole(reader, stated, options);
  try {
    return await readWhole(new InflatingReader(reader, coding), null, options);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    reader.releaseLock();
    throw new ServiceError('invalid_request', `Cannot decode body: it is not complete and valid ${coding}`);
  }
}

async function readWhole(
  reader: ByteReader,
  stated: number | null,
  { maxBytes, advice, copies, enterRoom, next }: ReadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  let buffer = new ArrayBuffer(0);
  let length = 0;
  const most = stated ?? maxBytes;
  for (const room of roomsFor(stated, maxBytes)) {
    await enterRoom(room === most ? room * copies : room).catch((error) => {
      reader.releaseLock();
      throw error;
    });
    // One byte more, for the read that detects the end or an excess.
    buffer = buffer.transfer(room + 1);
    while (length <= room) {
      const { done, value } = await next(reader.read(new Uint8Array(buffer, length)));
      // Each read detaches the buffer and returns it.
      if (value) buffer = value.buffer;
      if (done || value === undefined) return new Uint8Array(buffer, 0, length);
      length += value.length;
    }
  }
  buffer.transfer(0);
  reader.releaseLock();
  return rejectLength(maxBytes, advice);
}

/** Sizes to which the buffer grows, in bytes: each in a room of its own, as `BodyRooms` has it. */
function roomsFor(stated: number | null, maxBytes: number): number[] {
  const most = stated ?? maxBytes;
  const steps = stated === null ? [FIRST_BYTES, SECOND_BYTES] : [FIRST_BYTES];
  return [...steps.filter((step) => step < most), most];
}

/** @throws ServiceError `body_too_large` */
export function rejectLength(maxBytes: number, advice: string): never {
  const message = `Cannot read image: the body exceeds the maximum of ${maxBytes} bytes`;
  throw new ServiceError('body_too_large', advice === '' ? message : `${message}; ${advice}`);
}
