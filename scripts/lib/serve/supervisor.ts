import { randomUUID } from 'node:crypto';
import type { FrontEntry, WorkerWatch } from './exchange';
import { operate } from './operations';
import type { Runtime } from './runtime';

export interface SupervisorOptions {
  /** Starts the next runtime. */
  readonly start: () => Promise<Runtime>;
  /** Seconds between two ticks. */
  readonly tickSeconds: number;
  /** Seconds without a sign of life after which the runtime counts as hung, where nothing else is asked of it. */
  readonly silenceSeconds: number;
  /** Receives lines for the log. */
  readonly log: (level: 'info' | 'warning' | 'error', message: string) => void;
  /** Called when the runtime keeps dying: nothing more is tried. */
  readonly giveUp: (message: string) => void;
}

/** Between two questions whether the runtime lives, where no request has shown it in the meantime. */
const PING_SECONDS = 5;
/**
 * What a request may take at most by itself. Those that arrived together are all computed before the first of them is
 * answered, and before a ping is: none of the waits between is long enough.
 */
const REQUEST_MILLISECONDS = 3_000;
/** Where the runtime hangs, more and more wait: it is noticed within two minutes all the same. */
const MAX_WAITING = 30;
/** Waits before a new start, doubled from the first to the last. */
const FIRST_DELAY_MILLISECONDS = 100;
const LAST_DELAY_MILLISECONDS = 5_000;
/** A runtime that ran for so long has not "died again". */
const STEADY_MILLISECONDS = 60_000;
/** The Worker is told of requests that were answered without it at once; where that failed, again after so long. */
const RECORD_MILLISECONDS = 1_000;
const RECORDS_AT_ONCE = 1_000;
/** So many may wait to be told of, while there is no runtime; no more are counted then. */
const MAX_RECORDS = 100_000;
/** Deaths in a row after which it is given up. */
const MAX_DEATHS = 6;

/** Requests that the Worker is told of together; it counts no `id` twice. */
interface RecordBatch {
  readonly id: string;
  readonly answers: readonly Pick<FrontEntry, 'method' | 'path' | 'status' | 'code'>[];
}

/** Keeps one runtime going: starts it anew when it dies or hangs, and wakes it up once a minute. */
export class Supervisor implements WorkerWatch {
  /** The runtime that answers, or null where there is none just now. */
  current: Runtime | null = null;
  #deaths = 0;
  #stopping = false;
  #lastSign = 0;
  #timers: NodeJS.Timeout[] = [];
  #ticking = false;
  #isRestarting = false;
  /** Requests that the runtime has not answered yet. */
  #waiting = 0;
  readonly #records: FrontEntry[] = [];
  /** What the Worker was told and has not confirmed: it may have counted it, so it is told again as it was. */
  #batch: RecordBatch | null = null;
  #recording: Promise<void> | null = null;
  readonly #options: SupervisorOptions;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** @throws Error when the first runtime does not start: then nothing is tried again */
  async start(): Promise<void> {
    const { tickSeconds, silenceSeconds } = this.#options;
    await this.#startRuntime();
    this.#timers = [
      setInterval(() => this.#tick(), tickSeconds * 1000),
      setInterval(() => void this.#record(RECORD_MILLISECONDS), RECORD_MILLISECONDS),
      setInterval(
        () => this.#watch(silenceSeconds * 1000),
        Math.min(PING_SECONDS, silenceSeconds / 4) * 1000,
      ),
    ];
  }

  /**
   * Ends the runtime and starts another one.
   * @throws Error when that does not start; it is tried again then
   */
  async restart(): Promise<void> {
    this.#isRestarting = true;
    try {
      await this.current?.kill();
      await this.#startRuntime();
    } catch (error) {
      this.#replace((error as Error).message);
      throw error;
    } finally {
      this.#isRestarting = false;
    }
  }

  asked(): void {
    this.#waiting++;
  }

  over(): void {
    this.#waiting--;
  }

  /** Notes that the runtime lives. */
  answered(): void {
    this.#lastSign = performance.now();
  }

  /** Has a request counted that was answered without the Worker. */
  record(entry: FrontEntry): void {
    if (this.#records.length < MAX_RECORDS) this.#records.push(entry);
    void this.#record(RECORD_MILLISECONDS);
  }

  /** Has what is counted and not yet stored stored, then ends the runtime. */
  async stop(flushMilliseconds: number): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    const runtime = this.current;
    if (runtime === null) return;
    await this.#record(RECORD_MILLISECONDS);
    await operate(runtime.operationsSocket, 'flush', flushMilliseconds).catch((error: Error) =>
      this.#options.log('error', `Cannot hand over the last counts: ${error.message}`),
    );
    await runtime.kill();
  }

  async #startRuntime(): Promise<void> {
    const runtime = await this.#options.start();
    if (this.#stopping) return runtime.kill();
    const startedAt = performance.now();
    this.current = runtime;
    this.answered();
    void runtime.ended.then((how) => {
      this.current = null;
      if (performance.now() - startedAt > STEADY_MILLISECONDS) this.#deaths = 0;
      if (!this.#isRestarting) this.#replace(how);
    });
  }

  /** Starts the next one after a while that grows. */
  #replace(how: string): void {
    if (this.#stopping) return;
    this.#deaths++;
    if (this.#deaths > MAX_DEATHS) {
      this.#options.giveUp(`the runtime died ${this.#deaths} times in a row, at last because ${how}`);
      return;
    }
    const delay = Math.min(FIRST_DELAY_MILLISECONDS * 2 ** (this.#deaths - 1), LAST_DELAY_MILLISECONDS);
    this.#options.log('error', `The runtime is gone (${how}): it is started anew in ${delay} ms`);
    setTimeout(() => {
      if (this.#stopping) return;
      this.#startRuntime().then(
        () => this.#options.log('info', 'The runtime is back'),
        (error: Error) => this.#replace(error.message),
      );
    }, delay);
  }

  #watch(silenceMilliseconds: number): void {
    const runtime = this.current;
    if (runtime === null) return;
    const silence = performance.now() - this.#lastSign;
    const computing = REQUEST_MILLISECONDS * Math.min(this.#waiting, MAX_WAITING);
    if (silence > silenceMilliseconds + computing) {
      this.#options.log(
        'error',
        `The runtime has not answered for ${Math.round(silence / 1000)} s: it is ended`,
      );
      void runtime.kill();
      return;
    }
    operate(runtime.operationsSocket, 'ping', silenceMilliseconds).then(
      () => this.answered(),
      () => {},
    );
  }

  async #record(milliseconds: number): Promise<void> {
    this.#recording ??= this.#tell(milliseconds).finally(() => {
      this.#recording = null;
    });
    await this.#recording;
  }

  async #tell(milliseconds: number): Promise<void> {
    for (let runtime = this.current; runtime !== null; runtime = this.current) {
      this.#batch ??= this.#takeBatch();
      if (this.#batch === null) return;
      try {
        await operate(runtime.operationsSocket, 'record', milliseconds, this.#batch);
      } catch {
        // The Worker is busy or gone: it is told again by the timer.
        return;
      }
      this.#batch = null;
    }
  }

  #takeBatch(): RecordBatch | null {
    const taken = this.#records.splice(0, RECORDS_AT_ONCE);
    if (taken.length === 0) return null;
    const answers = taken.map(({ method, path, status, code }) => ({ method, path, status, code }));
    return { id: randomUUID(), answers };
  }

  #tick(): void {
    const runtime = this.current;
    if (runtime === null || this.#ticking) return;
    this.#ticking = true;
    // No limit of its own: where the runtime hangs, the watch ends it and with it this.
    operate(runtime.operationsSocket, 'tick', 2 ** 31 - 1)
      .then(() => this.answered())
      .catch((error: Error) => this.#options.log('error', `Cannot evaluate the alerts: ${error.message}`))
      .finally(() => {
        this.#ticking = false;
      });
  }
}
