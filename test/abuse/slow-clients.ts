import { RawClient } from '../support/raw-client';

const DRIP_MILLISECONDS = 1_000;

/** How a slow client begins, and what it sends of the rest each second. */
const KINDS: readonly (readonly [begin: string, drip: string])[] = [
  ['GET /health HTTP/1.1\r\nHost: x\r\nx: ', 'y'],
  ['POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n', 'x'],
  ['POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nxxxx', ''],
  ['POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\nx\r\n'],
  // The Worker has the beginning of so long a body.
  [`POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(100_000)}`, ''],
];

/**
 * Opens slow clients of each kind: heads and bodies that drip, stop or come in tiny chunks.
 *
 * @param each of a kind
 * @returns the statuses of their answers, when the last of them has one
 */
export function startSlowClients(url: URL, each: number): Promise<number[]> {
  return Promise.all(
    KINDS.flatMap(([begin, drip]) => Array.from({ length: each }, () => statusOf(url, begin, drip))),
  );
}

async function statusOf(url: URL, begin: string, drip: string): Promise<number> {
  const client = await RawClient.open(url);
  await client.send(begin);
  const dripping = setInterval(() => client.send(drip), DRIP_MILLISECONDS);
  try {
    return (await client.answer()).status;
  } finally {
    clearInterval(dripping);
    client.close();
  }
}
