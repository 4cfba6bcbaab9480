import type { JobFiles } from '../../jobs/job-files';
import type { Segment } from '../../jobs/job-protocol';

/** workerd's own; declared because the type checker of Node.js reads this file, too. */
declare class FixedLengthStream extends TransformStream<Uint8Array, Uint8Array> {
  constructor(length: number);
}

const NEWLINE = 0x0a;

/**
 * Streams the lines of the segments after some that are there; one object is open at a time, as the client reads. The length is
 * fixed: where a stream of unknown length fails, workerd ends the response as if it were complete.
 */
export function streamLines(
  head: Uint8Array,
  segments: readonly Segment[],
  files: JobFiles,
): ReadableStream<Uint8Array> {
  const length = segments.reduce((sum, { bytes }) => sum + bytes, head.length);
  const { readable, writable } = new FixedLengthStream(length);
  void writeLines(writable, head, segments, files);
  return readable;
}

async function writeLines(
  writable: WritableStream<Uint8Array>,
  head: Uint8Array,
  segments: readonly Segment[],
  files: JobFiles,
): Promise<void> {
  try {
    const writer = writable.getWriter();
    await writer.write(head);
    writer.releaseLock();
    for (const { key } of segments) {
      const { body } = await files.openResults(key);
      await body.pipeTo(writable, { preventClose: true });
    }
    await writable.close();
  } catch (error) {
    // A client that has gone away, or a bucket that fails: the response breaks off.
    await writable.abort(error).catch(() => {});
  }
}

/** @returns what follows so many lines */
export function afterLines(bytes: Uint8Array, skip: number): Uint8Array {
  let at = 0;
  for (let lines = 0; lines < skip; lines++) at = bytes.indexOf(NEWLINE, at) + 1;
  return bytes.subarray(at);
}
