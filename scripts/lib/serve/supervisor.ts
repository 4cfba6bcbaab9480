import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FrontEntry, WorkerWatch } from './exchange';
import { operate } from './operations';
import type { Runtime } from './runtime';

export interface SupervisorOptions {
  /** Starts the next runtime. */
  readonly start: () => Promise<Runtime>;
  /** Seconds between two ticks. */
  readonly tickSeconds: number;
  /** Seconds without a sign of life after which an idle runtime counts as hung. */
  readonly silenceSeconds: number;
  /** Receives lines for the log. */
  readonly log: (level: 'info' | 'warning' | 'error', message: string) => void;
  /** Called when the runtime keeps dying; there are no further retries. */
  readonly giveUp: (message: string) => void;
}

/** Interval of pings, unless a request has shown in the meantime that the runtime is alive. */
const PING_SECONDS = 5;
/**
 * Most time for a single request. Requests that arrived together are all computed before the first of them is
 * answered, and before a ping is: none of the waits between is long enough.
 */
const REQUEST_MILLISECONDS = 3_000;
/** If the runtime hangs, more and more requests wait; it is nevertheless noticed within two minutes. */
const MAX_WAITING = 30;
/** Waits before a new start, doubled from the first to the last. */
const FIRST_DELAY_MILLISECONDS = 100;
const LAST_DELAY_MILLISECONDS = 5_000;
/** After running for this long, a death does not count as repeated. */
const STEADY_MILLISECONDS = 60_000;
/** The Worker is notified at once of requests answered without it; retry interval after a failure. */
const RECORD_MILLISECONDS = 1_000;
const RECORDS_AT_ONCE = 1_000;
/** Most pending notifications while there is no runtime; further ones are not counted. */
const MAX_RECORDS = 100_000;
/** For so long a runtime whose storage was replaced may answer what it was asked, and then hand over what it knows. */
const DRAIN_MILLISECONDS = 1_000;
const DRAIN_STEP_MILLISECONDS = 10;
const HAND_OVER_MILLISECONDS = 4_000;
/** Consecutive deaths after which the supervisor gives up. */
const MAX_DEATHS = 6;

/** Requests that the Worker is told of together; it counts no `id` twice. */
interface RecordBatch {
  readonly id: string;
  readonly answers: readonly Pick<FrontEntry, 'method' | 'path' | 'status' | 'code'>[];
}

/** Keeps one runtime running: restarts it when it dies or hangs, and triggers its tick once a minute. */
export class Supervisor implements WorkerWatch {
  /** The current runtime, or null. */
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
  /** What a runtime knew whose storage was replaced, until another one has taken it over; JSON. */
  #known: string | null = null;
  readonly #options: SupervisorOptions;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** @throws Error if the first runtime does not start; this is not retried */
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
   * Stops the runtime, whose storage was replaced, and starts another one, which takes over what the first one knew.
   * @throws Error if that does not start; it is then retried
   */
  async restart(): Promise<void> {
    this.#isRestarting = true;
    try {
      const runtime = this.current;
      // What came later would not be handed over.
      this.current = null;
      if (runtime !== null) await this.#handOver(runtime);
      await runtime?.kill();
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

  /** Records that the runtime is alive. */
  answered(): void {
    this.#lastSign = performance.now();
  }

  /** Counts a request that was answered without the Worker. */
  record(entry: FrontEntry): void {
    if (this.#records.length < MAX_RECORDS) this.#records.push(entry);
    void this.#record(RECORD_MILLISECONDS);
  }

  /** Has pending counts stored, then stops the runtime. */
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
    await this.#takeOver(runtime);
    if (this.#stopping) return runtime.kill();
    this.current = runtime;
    this.answered();
    void runtime.ended.then((how) => {
      if (this.current === runtime) this.current = null;
      if (performance.now() - startedAt > STEADY_MILLISECONDS) this.#deaths = 0;
      if (!this.#isRestarting) this.#replace(how);
    });
  }

  /** Asks for what the runtime knows, when it has answered what it was asked. */
  async #handOver(runtime: Runtime): Promise<void> {
    const deadline = performance.now() + DRAIN_MILLISECONDS;
    while (this.#waiting > 0 && performance.now() < deadline) await sleep(DRAIN_STEP_MILLISECONDS);
    try {
      this.#known = await operate(runtime.operationsSocket, 'hand-over', HAND_OVER_MILLISECONDS);
    } catch (error) {
      this.#options.log(
        'error',
        `The runtime does not hand over what it knows, counts may be lost: ${(error as Error).message}`,
      );
    }
  }

  /** Has the runtime take over what one before it knew. Where it cannot, it serves all the same and is asked again. */
  async #takeOver(runtime: Runtime): Promise<void> {
    const known = this.#known;
    if (known === null) return;
    try {
      await operate(runtime.operationsSocket, 'take-over', HAND_OVER_MILLISECONDS, known);
      if (this.#known === known) this.#known = null;
      this.#options.log('info', 'The runtime has taken over what the one before it knew');
    } catch (error) {
      this.#options.log(
        'error',
        `The runtime does not take over what the one before it knew: ${(error as Error).message}; it is asked again`,
      );
    }
  }

  /** Starts the next one after a growing delay. */
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
      () => {
        this.answered();
        void this.#takeOver(runtime);
      },
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
        await operate(runtime.operationsSocket, 'record', milliseconds, JSON.stringify(this.#batch));
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
    // No separate timeout: if the runtime hangs, the watchdog ends it and with it this call.
    operate(runtime.operationsSocket, 'tick', 2 ** 31 - 1)
      .then(() => this.answered())
      .catch((error: Error) => this.#options.log('error', `Cannot evaluate the alerts: ${error.message}`))
      .finally(() => {
        this.#ticking = false;
      });
  }
}
