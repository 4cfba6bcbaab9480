import { type RawAnswer, RawClient } from '../../../test/support/raw-client';

/** What a hostile client sends on a connection of its own, and what it gets. */
export interface Attack {
  readonly name: string;
  /** Builds the bytes that it sends, all at once. */
  readonly bytes: () => Uint8Array;
  /** Statuses of the answers, in order; none for a client that leaves without waiting. */
  readonly statuses: readonly number[];
}

/** A request to write out; lengths are not checked against the body. */
export interface RawRequest {
  readonly method?: string;
  readonly target?: string;
  /** Lines besides `Host`. */
  readonly headers?: readonly string[];
  readonly body?: string | Uint8Array;
  /** Value of `Content-Length`; default: the length of the body; null leaves the header out. */
  readonly length?: string | number | null;
}

/** Writes a request of HTTP/1.1, `POST /predict` unless it says otherwise. Texts are bytes: one character each. */
export function rawRequest(request: RawRequest): Uint8Array {
  const { method = 'POST', target = '/predict', headers = [], body = '' } = request;
  const content = Buffer.from(body as string, 'latin1');
  const { length = method === 'GET' ? null : content.length } = request;
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: x', ...headers];
  if (length !== null) lines.push(`Content-Length: ${length}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), content]);
}

/** An attack of one request. */
export function attack(name: string, status: number | null, request: RawRequest): Attack {
  return { name, bytes: () => rawRequest(request), statuses: status === null ? [] : [status] };
}

/**
 * Sends it on a connection of its own and reads the answers.
 *
 * @throws Error if the connection ends before all have come
 */
export async function launch(url: URL, { bytes, statuses }: Attack): Promise<RawAnswer[]> {
  const client = await RawClient.open(url);
  try {
    const sent = client.send(bytes());
    const answers: RawAnswer[] = [];
    while (answers.length < statuses.length) answers.push(await client.answer());
    if (statuses.length === 0) await sent;
    return answers;
  } finally {
    client.close();
  }
}
