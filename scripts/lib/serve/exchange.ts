import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FrontCode, toProblem } from './front-problem';
import type { FrontLimits } from './limits';
import { Upload } from './upload';

/** Who has to know how the Worker is doing. */
export interface WorkerWatch {
  /** Called when the Worker is asked for something. */
  asked(): void;
  /** Called when it has begun to answer. */
  answered(): void;
  /** Called when that is over, one way or another. */
  over(): void;
}

/** What all exchanges of a server share. */
export interface ExchangeContext {
  readonly limits: FrontLimits;
  /** Bodies that are still arriving. */
  readonly uploads: Set<Upload>;
  /** Receives a line for each request that never reached the Worker. */
  readonly log: (entry: FrontEntry) => void;
  /** Told of each request to the Worker. */
  readonly watch: WorkerWatch;
  readonly isStopping: () => boolean;
}

/** What log and counters are told of a request that the front answered itself. */
export interface FrontEntry {
  readonly method: string | null;
  readonly path: string | null;
  readonly status: number;
  /** Why it was refused, for programs and for people; null where it was not. */
  readonly code: FrontCode | null;
  readonly detail: string | null;
  readonly durationSeconds: number;
  readonly requestId: string;
}

/** Ids that the Worker would take over, too (hono/request-id). */
const REQUEST_ID = /^[\w\-=]{1,255}$/;

/** One request of a client and the answer to it. */
export class Exchange {
  readonly id: string;
  /** The body, where there is one. */
  readonly upload: Upload | null;
  /** Called when the client has gone before its answer was complete. */
  onGone: () => void = () => {};
  /** Whether all of the answer has been handed over, though perhaps not yet sent. */
  isAnswered = false;
  readonly #startedAt = performance.now();

  constructor(
    readonly client: IncomingMessage,
    readonly answer: ServerResponse,
    readonly context: ExchangeContext,
    /** Whether the client waits to be told to send the body. */
    public awaitsContinue: boolean,
  ) {
    const given = client.headers['x-request-id'];
    this.id = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    this.upload = hasBody(client) ? this.#startUpload() : null;
    // Told by `close`.
    answer.on('error', () => {});
    answer.once('close', () => {
      if (!answer.writableFinished) this.onGone();
    });
  }

  /** Whether all of the request has arrived. */
  get isReceived(): boolean {
    return this.upload === null || this.client.readableEnded;
  }

  /** Tells a client that waits for it to send the body, unless it has been answered already. */
  continue(): void {
    const { answer } = this;
    if (!this.awaitsContinue || answer.headersSent || answer.destroyed) return;
    this.awaitsContinue = false;
    answer.writeContinue();
  }

  /** Begins the answer; headers are names and values in turn. */
  begin(status: number, headers: readonly string[]): void {
    const { answer, context } = this;
    // A client that was not told to send its body may send it or not: what comes next could be either.
    if (context.isStopping() || this.awaitsContinue) answer.shouldKeepAlive = false;
    answer.writeHead(status, headers as string[]);
  }

  /**
   * Ends the answer. A connection that closes while the client is still sending would be reset, and the answer lost
   * with it: what has not arrived yet is read first, and thrown away.
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

  /** Says that there will be no answer, or no more of it. */
  fail(detail: string): void {
    if (this.answer.destroyed) return;
    if (this.answer.headersSent) this.answer.destroy();
    else this.refuse('service_unavailable', detail);
  }

  /** Answers with an error of the front's own. */
  refuse(code: FrontCode, detail: string): void {
    const problem = toProblem(code, detail, this.id);
    this.begin(problem.status, problem.headers);
    this.end(this.client.method === 'HEAD' ? undefined : problem.body);
    this.note(problem.status, code, detail);
  }

  /** Tells log and counters how it ended. */
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
