import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { followTrace } from '../../../src/tracing/trace-context';
import { crossOriginHeaders } from './common-headers';
import type { Exchange, ExchangeContext } from './exchange';
import { type FrontCode, toProblem } from './front-problem';
import { refuseUnread } from './refuse-unread';
import type { Refusal } from './request-target';

/** Bytes of all headers together, as Node's own default; nginx allows 32 KiB, Apache 8 KiB a line. */
export const MAX_HEADER_BYTES = 16 * 1024;

/** Error code of Node's parser for a connection that ends within a body. */
const CLOSED_IN_MID_BODY = 'HPE_INVALID_EOF_STATE';

/** Input that Node's parser rejects as a request or a body. */
export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  last: Exchange | null,
  context: Pick<ExchangeContext, 'log' | 'corsOrigins'>,
): void {
  const { code, detail } = toRefusal(error);
  const refuse = () => refuseStranger(socket, code, detail, context);
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
  } else if (last === null) {
    refuse();
  } else if (last.client.complete && !last.answer.shouldKeepAlive) {
    // The connection ends with the response: what follows the request is nobody's.
  } else if (last.answer.writableFinished) {
    // An error in the rest of a body that has had its answer is not another request's.
    if (last.client.complete) refuse();
    else socket.destroy();
  } else if (last.client.complete) {
    // The error follows a request that is still being answered.
    last.answer.once('close', refuse);
  } else if (last.isAnswered) {
    // It has been refused already, for the same mistake.
    last.answer.end();
  } else if (last.answer.headersSent || error.code === CLOSED_IN_MID_BODY) {
    socket.destroy();
  } else {
    last.refuseUnread(code, detail);
  }
}

/**
 * Refuses, and logs, what Node does not accept as a request.
 * @param client the request, if there is one
 */
export function refuseStranger(
  socket: Duplex,
  code: FrontCode,
  detail: string,
  { log, corsOrigins }: Pick<ExchangeContext, 'log' | 'corsOrigins'>,
  client: IncomingMessage | null = null,
): void {
  const ids = { requestId: randomUUID(), trace: followTrace(null) };
  const problem = toProblem(code, detail, ids, crossOriginHeaders(corsOrigins));
  const { method = null, url: path = null } = client ?? {};
  log({
    method,
    path,
    status: problem.status,
    code,
    detail,
    durationSeconds: 0,
    ...ids,
    isCounted: false,
  });
  refuseUnread(socket, problem);
}

function toRefusal({ code, message }: NodeJS.ErrnoException): Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return {
        code: 'headers_too_large',
        detail: `Cannot read the headers: they exceed ${MAX_HEADER_BYTES} bytes`,
      };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { code: 'request_timeout', detail: 'Cannot read the headers: they did not arrive in time' };
    default:
      return {
        code: 'malformed_request',
        detail: `Cannot read the request: ${message.replace(/^Parse Error: /, '')}`,
      };
  }
}
