import { type Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { compressor } from './compression';
import type { Exchange } from './exchange';
import type { RequestTarget } from './request-target';
import type { WorkerAgent } from './worker-agent';
import { toClientHeaders, toWorkerHeaders } from './worker-headers';

/** A client that sends `Expect: 100-continue` gets it unless the Worker has refused by then. */
const CONTINUE_MILLISECONDS = 20;

/**
 * Forwards a request to the Worker and returns its response. A body of up to `gatheredBytes` is buffered first; a longer one
 * is streamed, with back-pressure.
 */
export function forward(exchange: Exchange, target: RequestTarget, worker: WorkerAgent): void {
  const { client, upload, context } = exchange;
  const declared = client.headers['content-length'];
  const length = declared === undefined ? null : Number(declared);
  if (upload === null) {
    askWhole(exchange, target, worker, length === null ? null : Buffer.alloc(0));
    return;
  }

  let gathered: Buffer[] = [];
  let size = 0;
  let asked: ClientRequest | null = null;
  const start = () => {
    asked = ask(exchange, target, worker.fresh, length);
    asked.on('drain', () => upload.resume());
    return asked;
  };
  exchange.onGone = () => exchange.note(499, 'client_closed_request', 'The client closed the connection');
  upload.sink = {
    chunk: (bytes) => {
      if (asked !== null) {
        if (!asked.write(bytes)) upload.pause();
        return;
      }
      gathered.push(bytes);
      size += bytes.length;
      if (size <= context.limits.gatheredBytes) return;
      start().write(Buffer.concat(gathered));
      gathered = [];
    },
    end: () => {
      if (asked !== null) asked.end();
      else askWhole(exchange, target, worker, Buffer.concat(gathered));
    },
  };
  if (!exchange.awaitsContinue) return;
  if (length === null || length <= context.limits.gatheredBytes) {
    exchange.continue();
    return;
  }
  start().flushHeaders();
  setTimeout(() => exchange.continue(), CONTINUE_MILLISECONDS);
}

/**
 * Sends a request with a complete body, or none, on a kept-alive connection. If the Worker has closed it in the
 * meantime, it has not seen the request, which is retried on a new connection.
 */
function askWhole(exchange: Exchange, target: RequestTarget, worker: WorkerAgent, body: Buffer | null): void {
  const again = () => ask(exchange, target, worker.fresh, body?.length).end(body);
  ask(exchange, target, worker, body?.length, again).end(body);
}

/**
 * @param length bytes of the body; null if chunked; undefined without a body
 * @param again retries; called when a reused connection is closed without a response
 */
function ask(
  exchange: Exchange,
  { path, host }: RequestTarget,
  agent: Agent,
  length: number | null | undefined,
  again?: () => void,
): ClientRequest {
  const { client, answer, context } = exchange;
  const headers = toWorkerHeaders(client, host, exchange.id, context.addressOf(client), length);
  const asked = request({ agent, method: client.method!, path, headers });
  exchange.onGone = () => asked.destroy();
  context.watch.asked();
  asked.once('close', () => context.watch.over());
  asked.on('response', (response) => {
    context.watch.answered();
    if (answer.headersSent || answer.destroyed) asked.destroy();
    else relay(exchange, asked, response);
  });
  asked.on('error', () => {
    if (exchange.isAnswered || answer.destroyed) return;
    if (again !== undefined && asked.reusedSocket && !answer.headersSent) again();
    else exchange.fail('Cannot answer: the runtime has gone, a new one is being started');
  });
  return asked;
}

/** Streams the Worker's response to the client, with back-pressure. */
function relay(exchange: Exchange, asked: ClientRequest, response: IncomingMessage): void {
  const { client, answer } = exchange;
  const headers = toClientHeaders(response);
  const compressed = compressor(client, response, headers);
  exchange.begin(response.statusCode!, headers);
  const body = compressed === null ? response : response.pipe(compressed);
  for (const stream of new Set([response, body])) stream.once('error', () => answer.destroy());
  body.on('data', (bytes: Buffer) => {
    if (answer.write(bytes)) return;
    body.pause();
    answer.once('drain', () => body.resume());
  });
  body.once('end', () => {
    exchange.end();
    // Early response: the Worker does not need the rest of the body.
    if (!exchange.isReceived) asked.destroy();
  });
}
