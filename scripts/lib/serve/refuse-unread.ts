import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FrontProblem } from './front-problem';

/** Time to read what has been sent before the connection ends. */
const LINGER_MILLISECONDS = 2_000;

/** Responds on a connection whose bytes Node does not accept as a request, and closes it. */
export function refuseUnread(socket: Duplex, { status, headers, body }: FrontProblem): void {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, `Date: ${new Date().toUTCString()}`];
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`);
  if (!socket.writable) return;
  socket.on('error', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`);
  // Closing with unread bytes would reset the connection and lose the response.
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MILLISECONDS).unref();
}
