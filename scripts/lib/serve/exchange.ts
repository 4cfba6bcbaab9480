import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CutOff } from '../../../src/cut-offs';
import { followTrace, TRACEPARENT, type TraceContext } from '../../../src/tracing/trace-context';
import { crossOriginHeaders, type RequestIds } from './common-headers';
import type { Connections } from './connections';
import { type FrontCode, toProblem } from './front-problem';
import type { Holdings } from './gathered-body';
import type { FrontLimits } from './limits';
import { refuseUnread } from './refuse-unread';
import type { RequestQueue } from './request-queue';
import { Upload } from './upload';
import type { WorkerAgent } from './worker-agent';

/** Observer of the requests to the Worker. */
export interface WorkerWatch {
  /** Called when a request is sent to the Worker. */
  asked(): void;
  /** Called when the response begins. */
  answered(): void;
  /** Called when the request has ended, successfully or not. */
  over(): void;
}

/** Shared by all exchanges of a server. */
export interface ExchangeContext {
  readonly limits: FrontLimits;
  /** Bodies that are still arriving. */
  readonly uploads: Set<Upload>;
  /** Bodies that are buffered. */
  readonly holdings: Holdings;
  /** Connects to the current Worker; null while there is none. */
  readonly worker: () => WorkerAgent | null;
  readonly queues: FrontQueues;
  /** Receives an entry for each request that the front answered itself. */
  readonly log: (entry: FrontEntry) => void;
  /** Observes each request to the Worker. */
  readonly watch: WorkerWatch;
  /** Tells the Worker why it will not see the end of an upload. */
  readonly cutOff: (cutOff: CutOff) => Promise<void>;
  readonly isStopping: () => boolean;
  readonly connections: Connections;
  /** Whether there are so many connections that none should be kept. */
  readonly isCrowded: () => boolean;
  /** `CORS_ORIGINS`. */
  readonly corsOrigins: readonly string[];
  /** Finds the address of a client; null once it has disconnected. */
  readonly addressOf: (client: IncomingMessage) => string | null;
}

/** Where requests wait for their turn: each kind only for its own. */
export interface FrontQueues {
  readonly requests: RequestQueue;
  readonly uploads: RequestQueue;
  readonly probes: RequestQueue;
}

/** Log entry of a request that the front answered itself. */
export interface FrontEntry extends RequestIds {
  readonly method: string | null;
  readonly path: string | null;
  readonly status: number;
  /** Reason for the refusal, for programs and for people; null if it was not refused. */
  readonly code: FrontCode | null;
  readonly detail: string | null;
  readonly durationSeconds: number;
  /** Whether the Worker counts and logs it, because it had its beginning. */
  readonly isCounted: boolean;
}

/** Ids that the Worker accepts, too (hono/request-id). */
const REQUEST_ID = /^[\w\-=]{1,255}$/;

/** One request of a client and its response. */
export class Exchange {
  readonly id: string;
  /** The body, if there is one. */
  readonly upload: Upload | null;
  /** Stops whatever is being done for it: leaves a queue, closes the request to the Worker. */
  abandon: () => void = () => {};
  /** Whether it is being sent to the Worker. */
  isForwarded = false;
  /** Whether the Worker has its beginning, so that it counts it. */
  isSeen = false;
  /** Name of the upload, if the Worker receives it as it comes. */
  uploadId: string | null = null;
  /** Whether the complete response has been buffered, though possibly not yet sent. */
  isAnswered = false;
  #isNoted = false;
  #trace: TraceContext | null = null;
  /** When the client has to have read what was sent. */
  #readTimer: NodeJS.Timeout | undefined;
  readonly #startedAt = performance.now();

  constructor(
    readonly client: IncomingMessage,
    readonly answer: ServerResponse,
    readonly context: ExchangeContext,
    /** Whether the client waits for `100 Continue`. */
    public awaitsContinue: boolean,
  ) {
    const given = client.headers['x-request-id'];
    this.id = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    this.upload = hasBody(client) ? this.#startUpload() : null;
    // Handled by `close`.
    answer.on('error', () => {});
    answer.once('close', () => {
      clearTimeout(this.#readTimer);
      if (answer.writableFinished) return;
      this.abandon();
      if (!this.isSeen) this.note(499, 'client_closed_request', 'The client closed the connection');
    });
  }

  /** What the front's own answer is found by. The Worker continues the client's trace itself. */
  get ids(): RequestIds {
    this.#trace ??= followTrace(toText(this.client.headers[TRACEPARENT]));
    return { requestId: this.id, trace: this.#trace };
  }

  /** Headers that tell a browser whether the page that asks may read the answer. */
  get crossOrigin(): string[] {
    return crossOriginHeaders(this.context.corsOrigins, this.client.headers.origin);
  }

  /** Whether the complete request has arrived. */
  get isReceived(): boolean {
    return this.upload === null || this.client.readableEnded;
  }

  /** Sends `100 Continue` to a client that waits for it, unless it already has a response. */
  continue(): void {
    const { answer } = this;
    if (!this.awaitsContinue || answer.headersSent || answer.destroyed) return;
    this.awaitsContinue = false;
    answer.writeContinue();
  }

  /** Begins the response; headers are alternating names and values. */
  begin(status: number, headers: readonly string[]): void {
    const { answer, client, context } = this;
    // Without `100 Continue` a client may send its body or not, so the next bytes could be either.
    if (context.isStopping() || context.isCrowded() || this.awaitsContinue) answer.shouldKeepAlive = false;
    if (!answer.shouldKeepAlive) context.connections.setClosing(client.socket);
    answer.writeHead(status, headers as string[]);
  }

  /**
   * Sends a part of the response.
   * @param proceed called when the client can take more, unless it can at once
   * @returns whether it can at once
   */
  write(bytes: Buffer, proceed: () => void): boolean {
    if (this.answer.write(bytes)) return true;
    this.#expectRead(bytes.length);
    this.answer.once('drain', () => {
      clearTimeout(this.#readTimer);
      proceed();
    });
    return false;
  }

  /**
   * Ends the response. Closing a connection while the client is still sending would reset it, and the response would be lost
   * with it, so the rest of the request is read and discarded first.
   */
  end(body?: Buffer | string): void {
    const { answer, client, upload } = this;
    this.isAnswered = true;
    if (this.isReceived || upload === null || this.awaitsContinue) {
      this.#finish(body);
      return;
    }
    if (answer.shouldKeepAlive) {
      this.#finish(body);
      upload.discard(() => {
        if (!this.isReceived) client.socket.destroy();
      });
      return;
    }
    if (body !== undefined) answer.write(body);
    upload.discard(() => this.#finish());
  }

  /** Aborts the response: the Worker is gone, and what it has counted with it. */
  fail(detail: string): void {
    this.takeBack();
    if (this.answer.destroyed) return;
    if (this.answer.headersSent) this.answer.destroy();
    else this.refuse('service_unavailable', detail);
  }

  /** Notes that the Worker does not have it after all. */
  takeBack(): void {
    this.isForwarded = false;
    this.isSeen = false;
  }

  /**
   * Gives up a request that waits for its turn, whose client has closed its half of the connection: most of those who do that
   * while they wait have gone.
   */
  leaveQueue(): void {
    if (this.client.complete && !this.isForwarded && !this.isAnswered) this.answer.destroy();
  }

  /** Responds that the server has too much to do. */
  refuseForNow(reason: string): void {
    this.refuse('temporarily_overloaded', `Cannot answer now: ${reason}`);
  }

  /** Responds with an error from the front itself. */
  refuse(code: FrontCode, detail: string): void {
    const problem = toProblem(code, detail, this.ids, this.crossOrigin);
    this.begin(problem.status, problem.headers);
    this.end(this.client.method === 'HEAD' ? undefined : problem.body);
    this.note(problem.status, code, detail);
  }

  /** The same on a connection of which Node reads no more, because what follows the headers is no body. */
  refuseUnread(code: FrontCode, detail: string): void {
    this.#withdraw(code);
    const problem = toProblem(code, detail, this.ids, this.crossOrigin);
    refuseUnread(this.client.socket, problem);
    this.note(problem.status, code, detail);
  }

  /** Logs and counts the outcome; only the first counts. */
  note(status: number, code: FrontCode | null = null, detail: string | null = null): void {
    if (this.#isNoted) return;
    this.#isNoted = true;
    const { method = null, url = null } = this.client;
    const durationSeconds = (performance.now() - this.#startedAt) / 1000;
    const path = url?.split('?', 1)[0] ?? null;
    const isCounted = this.isSeen;
    this.context.log({
      method,
      path,
      status,
      code,
      detail,
      durationSeconds,
      ...this.ids,
      isCounted,
    });
  }

  #startUpload(): Upload {
    const { client, context } = this;
    const upload = new Upload(
      client,
      context.limits,
      (code, detail) => this.#cutOff(code, detail),
      () => context.connections.update(client.socket),
    );
    context.uploads.add(upload);
    client.once('close', () => context.uploads.delete(upload));
    return upload;
  }

  /** Refuses the body, of which a part may have been forwarded. */
  #cutOff(code: FrontCode, detail: string): void {
    const { answer, client } = this;
    if (answer.headersSent) {
      this.abandon();
      client.socket.destroy();
      return;
    }
    this.#withdraw(code);
    answer.shouldKeepAlive = false;
    this.refuse(code, detail);
  }

  /** Takes the request from the Worker, which is told first what the client is answered. */
  #withdraw(code: FrontCode): void {
    const { abandon, uploadId, context } = this;
    if (uploadId === null) {
      abandon();
      return;
    }
    // The client may leave before the Worker knows.
    this.abandon = () => {};
    void context.cutOff({ id: uploadId, code }).finally(abandon);
  }

  #finish(body?: Buffer | string): void {
    const { answer } = this;
    answer.end(body);
    const unread = answer.socket?.writableLength ?? 0;
    if (unread > 0) this.#expectRead(unread);
  }

  /** Closes the connection unless the client reads in time. */
  #expectRead(bytes: number): void {
    const { answer, context } = this;
    const { graceSeconds, bytesPerSecond } = context.limits;
    const start = () => {
      clearTimeout(this.#readTimer);
      if (answer.destroyed) return;
      this.#readTimer = setTimeout(() => answer.destroy(), (graceSeconds + bytes / bytesPerSecond) * 1000);
    };
    // Until it has the socket, it waits for the responses to earlier requests on the same connection.
    if (answer.socket === null) answer.once('socket', start);
    else start();
  }
}

/** A header that was sent more than once says nothing. */
function toText(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** Whether a body follows the headers (RFC 9112, section 6.3). */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
