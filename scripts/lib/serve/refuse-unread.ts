import { randomUUID } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FrontEntry } from './exchange';
import { type FrontCode, toProblem } from './front-problem';

/** Time to read what has been sent before the connection ends. */
const LINGER_MILLISECONDS = 2_000;

/**
 * Responds on a connection whose bytes Node does not accept as a request, and closes it.
 *
 * @param client the request, if there is one
 */
export function refuseUnread(
  socket: Duplex,
  code: FrontCode,
  detail: string,
  log: (entry: FrontEntry) => void,
  client: IncomingMessage | null,
): void {
  const requestId = randomUUID();
  const { status, headers, body } = toProblem(code, detail, requestId);
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, `Date: ${new Date().toUTCString()}`];
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`);
  log({
    method: client?.method ?? null,
    path: client?.url ?? null,
    status,
    code,
    detail,
    durationSeconds: 0,
    requestId,
  });
  if (!socket.writable) return;
  socket.on('error', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`);
  // Closing with unread bytes would reset the connection and lose the response.
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MILLISECONDS).unref();
}
