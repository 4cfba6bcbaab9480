import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A mirror that sends nothing for this long has failed. */
const SILENCE_MILLISECONDS = 30_000;

/**
 * Downloads a file, resuming an earlier attempt at `path`.
 *
 * @param onProgress receives the bytes so far and the expected total
 * @throws if the server does not return the file
 */
export async function downloadFile(
  url: URL,
  path: string,
  onProgress: (received: number, total: number) => void,
): Promise<void> {
  const have = (await stat(path).catch(() => null))?.size ?? 0;
  const controller = new AbortController();
  let watchdog = setTimeout(() => controller.abort(), SILENCE_MILLISECONDS);
  try {
    const headers = have > 0 ? { Range: `bytes=${have}-` } : {};
    const response = await fetch(url, { headers, signal: controller.signal });
    // There is nothing to resume: the file is complete, or it is another file, which the digest will reveal.
    if (response.status === 416) return;
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const resumed = response.status === 206;
    let received = resumed ? have : 0;
    const total = received + Number(response.headers.get('content-length') ?? 0);
    const body = Readable.fromWeb(response.body as never);
    body.on('data', (chunk: Uint8Array) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => controller.abort(), SILENCE_MILLISECONDS);
      received += chunk.length;
      onProgress(received, total);
    });
    await pipeline(body, createWriteStream(path, { flags: resumed ? 'a' : 'w' }));
  } finally {
    clearTimeout(watchdog);
  }
}
