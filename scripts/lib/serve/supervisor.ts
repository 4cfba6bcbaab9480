import { setTimeout as sleep } from 'node:timers/promises';
import type { CutOff } from '../../../src/cut-offs';
import { StorageFault } from './check-storage';
import type { FrontEntry, WorkerWatch } from './exchange';
import { HandOver } from './hand-over';
import { operate } from './operations';
import { RecordQueue } from './record-queue';
import type { Runtime } from './runtime';

export interface SupervisorOptions {
  /** Starts the next runtime. */
  readonly start: () => Promise<Runtime>;
  /** Called whenever there is a runtime again. */
  readonly onReady: () => void;
  /** Seconds between two ticks. */
  readonly tickSeconds: number;
  /** Seconds without a sign of life after which an idle runtime counts as hung. */
  readonly silenceSeconds: number;
  /** Receives lines for the log. */
  readonly log: (level: 'info' | 'warning' | 'error', message: string) => void;
  /** Called when the runtime keeps dying; there are no further retries. */
  readonly giveUp: (message: string) => void;
}

/** Time for the Worker to learn that an upload ends; it has to finish what it computes first. */
const CUT_OFF_MILLISECONDS = 5_000;
/** Interval of pings, unless a request has shown in the meantime that the runtime is alive. */
const PING_SECONDS = 5;
/**
 * Maximum time for a single request. Requests that arrived together are all computed before the first response, and
 * before the response to a ping: the pauses between them are too short.
 */
const REQUEST_MILLISECONDS = 3_000;
/** While the runtime hangs, waiting requests accumulate; this limit means that a hang is detected within two minutes. */
const MAX_WAITING = 30;
/** Delay before a restart; doubles from the first value to the last. */
const FIRST_DELAY_MILLISECONDS = 100;
const LAST_DELAY_MILLISECONDS = 5_000;
/** A runtime that ran for at least this long resets the count of consecutive deaths. */
const STEADY_MILLISECONDS = 60_000;
/** Requests that the front answered are reported at once; this is the retry interval, and the timeout of an attempt. */
const RECORD_MILLISECONDS = 1_000;
/** How long a runtime whose storage was replaced may finish its requests before it hands over its counts. */
const DRAIN_MILLISECONDS = 1_000;
const DRAIN_STEP_MILLISECONDS = 10;
/** Consecutive deaths after which the supervisor gives up. */
const MAX_DEATHS = 6;

/** Keeps one runtime running: restarts it when it dies or hangs, and triggers its tick once a minute. */
export class Supervisor implements WorkerWatch {
  /** The current runtime, or null. */
  current: Runtime | null = null;
  #deaths = 0;
  /** What is wrong with the storage, if no runtime can be started on it. */
  #storageFault: string | null = null;
  #stopping = false;
  #lastSign = 0;
  #timers: NodeJS.Timeout[] = [];
  #ticking = false;
  #isRestarting = false;
  /** Requests that the runtime has not finished yet. */
  #waiting = 0;
  readonly #records = new RecordQueue(() => this.current);
  readonly #handOver: HandOver;
  readonly #options: SupervisorOptions;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#handOver = new HandOver(options.log);
  }

  /** @throws Error if the first runtime does not start; this is not retried */
  async start(): Promise<void> {
    const { tickSeconds, silenceSeconds } = this.#options;
    await this.#startRuntime();
    this.#timers = [
      setInterval(() => this.#tick(), tickSeconds * 1000),
      setInterval(() => void this.#records.send(RECORD_MILLISECONDS), RECORD_MILLISECONDS),
      setInterval(
        () => this.#watch(silenceSeconds * 1000),
        Math.min(PING_SECONDS, silenceSeconds / 4) * 1000,
      ),
    ];
  }

  /**
   * Replaces the runtime after its storage was replaced; the new one takes over the counts of the old one.
   * @throws Error if the new one does not start; it is then retried
   */
  async restart(): Promise<void> {
    this.#isRestarting = true;
    try {
      const runtime = this.current;
      // Counts of later requests would not be handed over.
      this.current = null;
      if (runtime !== null) {
        await this.#drain();
        await this.#handOver.collect(runtime);
        await runtime.kill();
      }
      await this.#startRuntime();
    } catch (error) {
      this.#retry(error as Error);
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
    this.#records.add(entry);
    void this.#records.send(RECORD_MILLISECONDS);
  }

  /** Tells the Worker that an upload ends here, and why. Where that fails, it counts a client that has gone. */
  async cutOff(cutOff: CutOff): Promise<void> {
    const runtime = this.current;
    if (runtime === null) return;
    await operate(runtime.operationsSocket, 'cut-off', CUT_OFF_MILLISECONDS, JSON.stringify(cutOff)).catch(
      () => {},
    );
  }

  /** Makes the Worker store pending counts, then stops the runtime. */
  async stop(flushMilliseconds: number): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    const runtime = this.current;
    if (runtime === null) return;
    await this.#records.send(RECORD_MILLISECONDS);
    await operate(runtime.operationsSocket, 'flush', flushMilliseconds).catch((error: Error) =>
      this.#options.log('error', `Cannot store the last counts: ${error.message}`),
    );
    await runtime.kill();
  }

  async #startRuntime(): Promise<void> {
    const runtime = await this.#options.start();
    if (this.#stopping) return runtime.kill();
    const startedAt = performance.now();
    await this.#handOver.deliver(runtime);
    if (this.#stopping) return runtime.kill();
    this.current = runtime;
    this.answered();
    this.#options.onReady();
    void runtime.ended.then((how) => {
      if (this.current === runtime) this.current = null;
      if (performance.now() - startedAt > STEADY_MILLISECONDS) this.#deaths = 0;
      if (!this.#isRestarting) this.#replace(how);
    });
  }

  /** Waits until the runtime has answered its requests, for a limited time. */
  async #drain(): Promise<void> {
    const deadline = performance.now() + DRAIN_MILLISECONDS;
    while (this.#waiting > 0 && performance.now() < deadline) await sleep(DRAIN_STEP_MILLISECONDS);
  }

  /** Starts the next runtime after an increasing delay. */
  #replace(how: string): void {
    if (this.#stopping) return;
    this.#deaths++;
    if (this.#deaths > MAX_DEATHS) {
      this.#options.giveUp(`the runtime died ${this.#deaths} times in a row, most recently because ${how}`);
      return;
    }
    const delay = Math.min(FIRST_DELAY_MILLISECONDS * 2 ** (this.#deaths - 1), LAST_DELAY_MILLISECONDS);
    this.#options.log('error', `The runtime is gone (${how}); restarting it in ${delay} ms`);
    this.#startAfter(delay);
  }

  /** Tries again after a start that has failed: for ever, if it is the storage that has to be put right. */
  #retry(error: Error): void {
    if (!(error instanceof StorageFault)) {
      this.#replace(error.message);
      return;
    }
    if (error.message !== this.#storageFault) {
      const seconds = LAST_DELAY_MILLISECONDS / 1000;
      this.#options.log(
        'error',
        `${error.message}; the runtime is started when that is done, tried every ${seconds} s`,
      );
    }
    this.#storageFault = error.message;
    this.#startAfter(LAST_DELAY_MILLISECONDS);
  }

  #startAfter(milliseconds: number): void {
    setTimeout(() => {
      if (this.#stopping) return;
      this.#startRuntime().then(
        () => {
          this.#storageFault = null;
          this.#options.log('info', 'The runtime is back');
        },
        (error: Error) => this.#retry(error),
      );
    }, milliseconds);
  }

  #watch(silenceMilliseconds: number): void {
    const runtime = this.current;
    if (runtime === null) return;
    const silence = performance.now() - this.#lastSign;
    const computing = REQUEST_MILLISECONDS * Math.min(this.#waiting, MAX_WAITING);
    if (silence > silenceMilliseconds + computing) {
      this.#options.log(
        'error',
        `The runtime has not answered for ${Math.round(silence / 1000)} s; killing it`,
      );
      void runtime.kill();
      return;
    }
    operate(runtime.operationsSocket, 'ping', silenceMilliseconds).then(
      () => {
        this.answered();
        void this.#handOver.deliver(runtime);
      },
      () => {},
    );
  }

  #tick(): void {
    const runtime = this.current;
    if (runtime === null || this.#ticking) return;
    this.#ticking = true;
    // No separate timeout: if the runtime hangs, the watchdog kills it, which ends this call.
    operate(runtime.operationsSocket, 'tick', 2 ** 31 - 1)
      .then(() => this.answered())
      .catch((error: Error) => this.#options.log('error', `Cannot evaluate the alerts: ${error.message}`))
      .finally(() => {
        this.#ticking = false;
      });
  }
}
