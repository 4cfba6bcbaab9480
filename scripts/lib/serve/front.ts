import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import type { CutOff } from '../../../src/cut-offs';
import { toPrintable } from '../../../src/printable';
import { type ClientAddressOptions, clientAddressReader } from './client-address';
import { answerClientError, MAX_HEADER_BYTES, refuseStranger } from './client-error';
import { commonHeaders } from './common-headers';
import { Connections } from './connections';
import { Exchange, type ExchangeContext, type FrontEntry, type WorkerWatch } from './exchange';
import { forward } from './forward';
import type { FrontLimits } from './limits';
import { RequestQueue } from './request-queue';
import { readTarget } from './request-target';
import type { WorkerAgent } from './worker-agent';

export interface FrontOptions {
  readonly host: string;
  /** 0 selects a free one. */
  readonly port: number;
  readonly proxies: ClientAddressOptions;
  /** Connects to the current Worker; null while there is none. Whenever there is one again, `proceed()` has to be called. */
  readonly worker: () => WorkerAgent | null;
  /** Observes each request to the Worker. */
  readonly watch: WorkerWatch;
  /** Tells the Worker why it will not see the end of an upload. */
  readonly cutOff: (cutOff: CutOff) => Promise<void>;
  readonly limits: FrontLimits;
  /** `CORS_ORIGINS`, for the front's own responses. */
  readonly corsOrigins: readonly string[];
  /** Receives an entry for each request that the front answered itself. */
  readonly log: (entry: FrontEntry) => void;
  /** Called when a connection cannot be accepted, for example without free file descriptors. */
  readonly onError: (error: Error) => void;
}

/** The public HTTP server. */
export interface Front {
  readonly port: number;
  /** Sends the requests that wait for a Worker to it. */
  proceed(): void;
  /**
   * Accepts no new connections, completes the requests in flight and closes.
   * @param milliseconds after which connections are destroyed
   */
  stop(milliseconds: number): Promise<void>;
}

/** When stopping: time for a client to send a request that it was about to send on a kept-alive connection. */
const IDLE_MILLISECONDS = 500;
/** All supported methods, for `OPTIONS *`. */
const ALL_METHODS = 'GET, HEAD, POST, OPTIONS';

/**
 * Opens the only public port. Node's parser reads the requests and Node sends the
 * responses; the Worker is reached through a private socket.
 *
 * @throws Error if the port is not available
 */
export async function openFront(options: FrontOptions): Promise<Front> {
  const { limits, watch, log, worker } = options;
  let isStopping = false;
  /** Whether there has been a Worker: a server that is being started keeps probes waiting, and has failed nobody. */
  let hasStarted = false;
  const connections = new Connections(limits.pipelined);
  const isOpen = () => worker() !== null;
  const queues = {
    requests: new RequestQueue(limits.requests, isOpen),
    uploads: new RequestQueue(limits.uploads, isOpen),
    probes: new RequestQueue(limits.probes, isOpen),
  };
  const isCrowded = () => connections.count > limits.connections;
  const context: ExchangeContext = {
    limits,
    uploads: new Set(),
    holdings: { bytes: 0 },
    worker,
    queues,
    connections,
    isCrowded,
    log,
    corsOrigins: options.corsOrigins,
    watch,
    cutOff: options.cutOff,
    isStopping: () => isStopping,
    addressOf: clientAddressReader(options.proxies),
  };
  const handle = (client: IncomingMessage, answer: ServerResponse, expects: boolean) => {
    const exchange = beginExchange(client, answer, context, expects);
    if (exchange === null) return;
    if (client.url === '*' && client.method === 'OPTIONS') {
      exchange.begin(204, ['Allow', ALL_METHODS, ...commonHeaders(exchange.ids, exchange.crossOrigin)]);
      exchange.end();
      return exchange.note(204);
    }
    const target = readTarget(client, `localhost:${client.socket.localPort}`);
    if ('code' in target) {
      answer.shouldKeepAlive = false;
      return exchange.refuse(target.code, target.detail);
    }
    if (answerHere(exchange, target.path, isStopping || (hasStarted && !isOpen()))) return;
    forward(exchange, target);
  };

  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: limits.headerSeconds * 1000,
    // Bodies have separate limits.
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveSeconds * 1000,
    connectionsCheckingInterval: 1_000,
    // readTarget() rejects these with an explanation.
    requireHostHeader: false,
    noDelay: true,
  });
  // A client that has sent all it wants to say may close its half and read the response (RFC 9112, section 6.3).
  Object.assign(server, { httpAllowHalfOpen: true });
  server.maxConnections = 2 * limits.connections;
  server.on('connection', (socket) => connections.add(socket));
  // No bytes in either direction: a client that sends requests and does not read the responses.
  server.setTimeout(limits.silentSeconds * 1000);
  server.on('request', (client, answer) => handle(client, answer, false));
  server.on('checkContinue', (client, answer) => handle(client, answer, true));
  server.on('checkExpectation', (client, answer) => {
    const exchange = beginExchange(client, answer, context, false);
    if (exchange === null) return;
    answer.shouldKeepAlive = false;
    exchange.refuse(
      'expectation_failed',
      `Cannot meet the expectation "${toPrintable(client.headers.expect ?? '', 40)}": only 100-continue is supported`,
    );
  });
  server.on('connect', (client, socket) => {
    connections.setUnreadable(socket);
    refuseStranger(socket, 'not_implemented', 'Cannot CONNECT: this server is not a proxy', context, client);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    connections.setUnreadable(socket);
    answerClientError(error, socket, connections.last(socket), context);
  });
  const checking = setInterval(
    () => {
      const now = performance.now();
      for (const upload of context.uploads) upload.check(now);
      if (isCrowded()) server.closeIdleConnections();
    },
    Math.min(1, limits.idleSeconds / 4) * 1000,
  );
  checking.unref();

  await listen(server, options.host, options.port);
  server.on('error', options.onError);
  return {
    port: (server.address() as AddressInfo).port,
    proceed: () => {
      hasStarted = true;
      for (const queue of Object.values(queues)) queue.advance();
    },
    stop: async (milliseconds) => {
      isStopping = true;
      // Not the HTTP server's own method, which destroys connections that may have a request in flight.
      const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_MILLISECONDS);
      const cut = setTimeout(() => server.closeAllConnections(), milliseconds);
      await closed;
      clearTimeout(cut);
      clearInterval(idle);
      clearInterval(checking);
      server.closeAllConnections();
    },
  };
}

/** @returns null if the request is not to be answered: the connection ends with the response to one before */
function beginExchange(
  client: IncomingMessage,
  answer: ServerResponse,
  context: ExchangeContext,
  expects: boolean,
): Exchange | null {
  const { connections } = context;
  const { socket } = client;
  if (socket.destroyed) return null;
  if (connections.isClosing(socket)) {
    client.resume();
    return null;
  }
  connections.begin(socket, answer);
  const exchange = new Exchange(client, answer, context, expects);
  connections.setLast(exchange);
  return exchange;
}

/** The front's own view: it is alive while the Worker computes, and it knows when it is about to stop. */
function answerHere(exchange: Exchange, path: string, isUnready: boolean): boolean {
  const { method } = exchange.client;
  if (method !== 'GET' && method !== 'HEAD') return false;
  const [name] = path.split('?', 1);
  if (name === '/livez') answerJson(exchange, 200, { status: 'ok' });
  else if (name === '/readyz' && isUnready) answerJson(exchange, 503, { status: 'not_ready' });
  else return false;
  return true;
}

function answerJson(exchange: Exchange, status: number, value: object): void {
  const body = JSON.stringify(value);
  exchange.begin(status, [
    'Content-Type',
    'application/json',
    'Content-Length',
    String(body.length),
    ...commonHeaders(exchange.ids, exchange.crossOrigin),
  ]);
  exchange.end(exchange.client.method === 'HEAD' ? undefined : body);
  exchange.note(status);
}

function listen(server: HttpServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
