import type { IncomingMessage } from 'node:http';

/** Headers of one connection only (RFC 9110, section 7.6.1), and those that the front handles itself. */
const OF_ONE_CONNECTION = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-request-id',
]);

/** Headers that belong to the edge and to Miniflare: from a client they are forged. */
const OF_THE_EDGE = /^(?:cf|mf)-/;

/**
 * The headers for the Worker: those of the client without the ones reserved for the runtime, plus the
 * client's address as Cloudflare's edge would send it.
 *
 * @param address of the client; null if unknown
 * @param length bytes of the body; null if chunked; undefined without a body
 * @returns alternating names and values, as `http.request` takes them
 */
export function toWorkerHeaders(
  client: IncomingMessage,
  host: string,
  requestId: string,
  address: string | null,
  length: number | null | undefined,
): string[] {
  const named = connectionOptions(client.headers.connection);
  const { rawHeaders } = client;
  const headers = ['Host', host, 'X-Request-Id', requestId];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    if (OF_ONE_CONNECTION.has(name) || OF_THE_EDGE.test(name) || named?.has(name)) continue;
    headers.push(rawHeaders[i]!, rawHeaders[i + 1]!);
  }
  if (address !== null) headers.push('CF-Connecting-IP', address);
  if (length === null) headers.push('Transfer-Encoding', 'chunked');
  else if (length !== undefined) headers.push('Content-Length', String(length));
  return headers;
}

/** The headers of the Worker's response for the client, alternating names and values. */
export function toClientHeaders(answer: IncomingMessage): string[] {
  const { rawHeaders } = answer;
  const headers: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    if (name === 'connection' || name === 'keep-alive' || name === 'transfer-encoding') continue;
    headers.push(rawHeaders[i]!, rawHeaders[i + 1]!);
  }
  return headers;
}

/** The headers that `Connection` declares to be of this connection only; null in the usual case. */
function connectionOptions(connection: string | undefined): Set<string> | null {
  if (connection === undefined || /^(?:keep-alive|close)$/i.test(connection)) return null;
  // Not split(/\s*,\s*/): where blanks are followed by no comma, its time grows with their square.
  const names = connection.toLowerCase().split(',');
  return new Set(names.map((name) => name.trim()));
}
