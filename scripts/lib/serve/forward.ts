import { randomUUID } from 'node:crypto';
import { type Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { UPLOAD_ID } from '../../../src/cut-offs';
import { compressor } from './compression';
import type { Exchange } from './exchange';
import { freeBuffer } from './free-buffer';
import { GatheredBody } from './gathered-body';
import type { Denial, RequestQueue } from './request-queue';
import type { RequestTarget } from './request-target';
import type { Upload } from './upload';
import type { WorkerAgent } from './worker-agent';
import { toClientHeaders, toWorkerHeaders } from './worker-headers';

/** A client that sends `Expect: 100-continue` gets it after this delay, unless the Worker has rejected the request by then. */
const CONTINUE_MILLISECONDS = 20;

/** Time within which the death of a runtime is noticed after its sockets have closed. */
const DEATH_MILLISECONDS = 100;

/** Asks whether there is a runtime, so it does not wait for one. */
const READINESS = '/readyz';

const RUNTIME_GONE = 'Cannot answer: the runtime is gone, a new one is starting';

/** Requests that are let through when others have to wait. */
const PROBES = new Set(['/health', READINESS, '/metrics', '/metrics/prometheus']);

/**
 * Forwards a request to the Worker when its turn comes, and returns the response. A body of up to `gatheredBytes` is buffered
 * first; a longer one is streamed, with back-pressure.
 */
export function forward(exchange: Exchange, target: RequestTarget): void {
  const { client, upload, context } = exchange;
  if (upload !== null) {
    forwardUpload(exchange, target, upload);
    return;
  }
  const { requests, probes } = context.queues;
  const queue = PROBES.has(nameOf(target)) ? probes : requests;
  const length = declaredLength(client);
  const body = length === null ? null : Buffer.alloc(0);
  askWhole(exchange, target, queue, body);
}

/** @returns the path without its query */
function nameOf({ path }: RequestTarget): string {
  return path.split('?', 1)[0]!;
}

function forwardUpload(exchange: Exchange, target: RequestTarget, upload: Upload): void {
  const { client, answer, context } = exchange;
  const { limits, holdings, queues } = context;
  const length = declaredLength(client);
  const gathered = new GatheredBody(holdings);
  // One that is going to be streamed need not take up more than one read.
  const isLong = length !== null && length > limits.gatheredBytes;
  const enoughBytes = isLong ? limits.gatheredBytes / 2 : limits.gatheredBytes;
  answer.once('close', () => gathered.release());

  const stream = () => {
    upload.pause();
    queueUp(exchange, queues.uploads, (turn) => {
      const asked = streamUpload(exchange, target, turn, upload);
      if (gathered.size === 0) asked.flushHeaders();
      else asked.write(gathered.bytes);
      gathered.release();
      upload.resume();
      if (exchange.awaitsContinue) setTimeout(() => exchange.continue(), CONTINUE_MILLISECONDS);
    });
  };
  upload.sink = {
    chunk: (bytes) => {
      gathered.add(bytes);
      if (gathered.size > enoughBytes) stream();
      else if (holdings.bytes > limits.heldBytes) {
        exchange.refuseForNow(`bodies that have begun to arrive take ${limits.heldBytes} bytes already`);
      }
    },
    end: () => askWhole(exchange, target, queues.requests, gathered.bytes),
  };
  if (!exchange.awaitsContinue) return;
  if (isLong) stream();
  else exchange.continue();
}

/** A request's turn to be answered by the Worker. */
interface Turn {
  readonly worker: WorkerAgent;
  /** Gives it up; further calls have no effect. */
  readonly end: () => void;
}

/** Calls a function when the request's turn has come. */
function queueUp(exchange: Exchange, queue: RequestQueue, begin: (turn: Turn) => void): void {
  const { worker } = exchange.context;
  const { waiting, waitSeconds } = queue.limits;
  const deny = (why: Denial) => {
    if (worker() === null)
      exchange.refuse('service_unavailable', 'Cannot answer: the runtime is being started');
    else if (why === 'full') exchange.refuseForNow(`${waiting} requests wait already`);
    else exchange.refuseForNow(`the request has waited ${waitSeconds} s for its turn`);
  };
  let leave = () => {};
  exchange.abandon = () => leave();
  leave = queue.enter(() => begin({ worker: worker()!, end: () => leave() }), deny);
}

/** Begins to send a body whose end has not arrived. */
function streamUpload(exchange: Exchange, target: RequestTarget, turn: Turn, upload: Upload): ClientRequest {
  const { client, context } = exchange;
  exchange.uploadId = randomUUID();
  const asked = ask(exchange, target, turn, turn.worker.fresh, declaredLength(client));
  asked.on('drain', () => upload.resume());
  upload.isStreamed = true;
  upload.isAwaited = () => context.queues.uploads.isContended;
  upload.sink = {
    chunk: (bytes) => {
      if (!asked.write(bytes, () => freeBuffer(bytes))) upload.pause();
    },
    end: () => asked.end(),
  };
  return asked;
}

/**
 * Sends a request with a complete body, or none, on a kept-alive connection. If the Worker has closed it in the
 * meantime, it has not seen the request, which is retried on a new connection. If there is nothing to connect to, the runtime
 * has just died, and the request waits for the next one, unless it asks for readiness.
 */
function askWhole(
  exchange: Exchange,
  target: RequestTarget,
  queue: RequestQueue,
  body: Buffer | null,
  isSecond = false,
): void {
  queueUp(exchange, queue, (turn) => {
    const length = body?.length;
    const again = (isConnected: boolean) => {
      if (isConnected) {
        ask(exchange, target, turn, turn.worker.fresh, length).end(body);
        return;
      }
      turn.end();
      if (nameOf(target) === READINESS) {
        exchange.fail(RUNTIME_GONE);
        return;
      }
      exchange.takeBack();
      const timer = setTimeout(() => askWhole(exchange, target, queue, body, true), DEATH_MILLISECONDS);
      exchange.abandon = () => clearTimeout(timer);
    };
    ask(exchange, target, turn, turn.worker, length, isSecond ? undefined : again).end(body);
  });
}

/**
 * @param length bytes of the body; null if chunked; undefined without a body
 * @param again retries; called when a reused connection is closed without a response, or none can be opened
 */
function ask(
  exchange: Exchange,
  { path, host }: RequestTarget,
  turn: Turn,
  agent: Agent,
  length: number | null | undefined,
  again?: (isConnected: boolean) => void,
): ClientRequest {
  const { client, answer, context } = exchange;
  const headers = toWorkerHeaders(client, host, exchange.id, context.addressOf(client), length);
  if (exchange.uploadId !== null) headers.push(UPLOAD_ID, exchange.uploadId);
  const asked = request({ agent, method: client.method!, path, headers });
  let isRetried = false;
  exchange.isForwarded = true;
  exchange.abandon = () => {
    asked.destroy();
    turn.end();
  };
  context.watch.asked();
  asked.once('socket', (socket) => {
    const see = () => {
      exchange.isSeen = true;
    };
    if (socket.connecting) socket.once('connect', see);
    else see();
  });
  asked.once('close', () => {
    context.watch.over();
    if (!isRetried) turn.end();
  });
  asked.on('response', (response) => {
    context.watch.answered();
    // Whoever reads slowly keeps nobody waiting.
    turn.end();
    if (answer.headersSent || answer.destroyed) asked.destroy();
    else relay(exchange, asked, response);
  });
  asked.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (exchange.isAnswered || answer.destroyed) return;
    const isConnected = code !== 'ECONNREFUSED' && code !== 'ENOENT';
    isRetried = again !== undefined && (asked.reusedSocket || !isConnected) && !answer.headersSent;
    if (isRetried) again!(isConnected);
    else exchange.fail(RUNTIME_GONE);
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
    if (!exchange.write(bytes, () => body.resume())) body.pause();
  });
  body.once('end', () => {
    exchange.end();
    // Early response: the Worker does not need the rest of the body.
    if (!exchange.isReceived) asked.destroy();
  });
}

/** @returns bytes of the body that the client declares; null if it declares none */
function declaredLength({ headers }: IncomingMessage): number | null {
  const declared = headers['content-length'];
  return declared === undefined ? null : Number(declared);
}
