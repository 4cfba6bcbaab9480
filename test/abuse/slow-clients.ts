import { CLIENT_CLOSED_REQUEST } from '../../src/metrics/series/labels';
import { RawClient } from '../support/raw-client';

const DRIP_MILLISECONDS = 1_000;

/** What a slow client got, and what the service counts it as. */
export interface SlowAnswer {
  readonly status: number;
  readonly counted: number;
}

/** How a slow client begins, what it sends of the rest each second, and what it is counted as. */
const KINDS: readonly (readonly [begin: string, drip: string, counted: number])[] = [
  ['GET /health HTTP/1.1\r\nHost: x\r\nx: ', 'y', 408],
  ['POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n', 'x', 408],
  ['POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nxxxx', '', 408],
  ['POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\nx\r\n', 408],
  // The Worker has the beginning of so long a body, and loses its client: the front that closes it.
  [
    `POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(100_000)}`,
    '',
    CLIENT_CLOSED_REQUEST,
  ],
];

/**
 * Opens slow clients of each kind: heads and bodies that drip, stop or come in tiny chunks.
 *
 * @param each of a kind
 * @returns their answers, when the last of them has one
 */
export function startSlowClients(url: URL, each: number): Promise<SlowAnswer[]> {
  const clients = KINDS.flatMap(([begin, drip, counted]) =>
    Array.from({ length: each }, async () => ({
      status: await statusOf(url, begin, drip),
      counted,
    })),
  );
  return Promise.all(clients);
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
