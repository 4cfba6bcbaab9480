import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FrontCode, toProblem } from './front-problem';
import type { FrontLimits } from './limits';
import { Upload } from './upload';

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
  /** Receives a line for each request that never reached the Worker. */
  readonly log: (entry: FrontEntry) => void;
  /** Observes each request to the Worker. */
  readonly watch: WorkerWatch;
  readonly isStopping: () => boolean;
  /** Finds the address of a client; null once it has disconnected. */
  readonly addressOf: (client: IncomingMessage) => string | null;
}

/** Log entry of a request that the front answered itself. */
export interface FrontEntry {
  readonly method: string | null;
  readonly path: string | null;
  readonly status: number;
  /** Reason for the refusal, for programs and for people; null if it was not refused. */
  readonly code: FrontCode | null;
  readonly detail: string | null;
  readonly durationSeconds: number;
  readonly requestId: string;
}

/** Ids that the Worker would accept, too (hono/request-id). */
const REQUEST_ID = /^[\w\-=]{1,255}$/;

/** One request of a client and its response. */
export class Exchange {
  readonly id: string;
  /** The body, if there is one. */
  readonly upload: Upload | null;
  /** Called when the client disconnects before its response is complete. */
  onGone: () => void = () => {};
  /** Whether the complete response has been buffered, though possibly not yet sent. */
  isAnswered = false;
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
      if (!answer.writableFinished) this.onGone();
    });
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
    const { answer, context } = this;
    // Without `100 Continue` a client may send its body or not, so the next bytes could be either.
    if (context.isStopping() || this.awaitsContinue) answer.shouldKeepAlive = false;
    answer.writeHead(status, headers as string[]);
  }

  /**
   * Ends the response. Closing a connection while the client is still sending would reset it, and the response would be lost
   * with it, so the rest of the request is read and discarded first.
   */
  end(body?: Buffer | string): void {
    const { answer, client, context, upload } = this;
    this.isAnswered = true;
    if (this.isReceived || upload === null || this.awaitsContinue) {
      answer.end(body);
      return;
    }
    if (answer.shouldKeepAlive) {
      answer.end(body);
      upload.discard(context.limits, () => {
        if (!this.isReceived) client.socket.destroy();
      });
      return;
    }
    if (body !== undefined) answer.write(body);
    upload.discard(context.limits, () => answer.end());
  }

  /** Aborts the response. */
  fail(detail: string): void {
    if (this.answer.destroyed) return;
    if (this.answer.headersSent) this.answer.destroy();
    else this.refuse('service_unavailable', detail);
  }

  /** Responds with an error from the front itself. */
  refuse(code: FrontCode, detail: string): void {
    const problem = toProblem(code, detail, this.id);
    this.begin(problem.status, problem.headers);
    this.end(this.client.method === 'HEAD' ? undefined : problem.body);
    this.note(problem.status, code, detail);
  }

  /** Logs and counts the outcome. */
  note(status: number, code: FrontCode | null = null, detail: string | null = null): void {
    const { method = null, url = null } = this.client;
    const durationSeconds = (performance.now() - this.#startedAt) / 1000;
    const path = url?.split('?', 1)[0] ?? null;
    this.context.log({ method, path, status, code, detail, durationSeconds, requestId: this.id });
  }

  #startUpload(): Upload {
    const { client, context } = this;
    const upload = new Upload(client, () => this.#refuseSlow());
    context.uploads.add(upload);
    client.once('close', () => context.uploads.delete(upload));
    return upload;
  }

  #refuseSlow(): void {
    const { answer, context } = this;
    const { idleSeconds, graceSeconds, bytesPerSecond } = context.limits;
    const detail = `Cannot read the body: expected more within ${idleSeconds} s, and ${bytesPerSecond} bytes a second after the first ${graceSeconds} s`;
    this.onGone();
    if (answer.headersSent) {
      answer.destroy();
      return;
    }
    answer.shouldKeepAlive = false;
    this.refuse('request_timeout', detail);
  }
}

/** Whether a body follows the headers (RFC 9112, section 6.3). */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
