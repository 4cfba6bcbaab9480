import { randomUUID } from 'node:crypto';
import type { FrontEntry } from './exchange';
import { operate } from './operations';
import type { Runtime } from './runtime';

const BATCH_SIZE = 1_000;
/** Maximum number of queued requests while there is no runtime; further ones are not counted. */
const MAX_QUEUED = 100_000;
/** Longer than the path of any route: the rest are counted together. */
const MAX_PATH_LENGTH = 100;

type Answer = Pick<FrontEntry, 'method' | 'path' | 'status' | 'code'>;

/** Requests reported to the Worker together; it counts each `id` once. */
interface RecordBatch {
  readonly id: string;
  readonly answers: readonly Answer[];
}

/** Requests that the front answered itself, until the Worker has counted them. */
export class RecordQueue {
  readonly #queued: Answer[] = [];
  /** Sent but not acknowledged: the Worker may have counted it, so it is sent again unchanged. */
  #batch: RecordBatch | null = null;
  #sending: Promise<void> | null = null;
  readonly #runtime: () => Runtime | null;

  /** @param runtime returns the current runtime, or null */
  constructor(runtime: () => Runtime | null) {
    this.#runtime = runtime;
  }

  add({ method, path, status, code }: Answer): void {
    if (this.#queued.length >= MAX_QUEUED) return;
    const isLong = path !== null && path.length > MAX_PATH_LENGTH;
    this.#queued.push({ method, path: isLong ? null : path, status, code });
  }

  /**
   * Sends what is queued. What the Worker does not acknowledge stays queued.
   *
   * @param milliseconds timeout of each batch
   */
  async send(milliseconds: number): Promise<void> {
    this.#sending ??= this.#sendBatches(milliseconds).finally(() => {
      this.#sending = null;
    });
    await this.#sending;
  }

  async #sendBatches(milliseconds: number): Promise<void> {
    for (let runtime = this.#runtime(); runtime !== null; runtime = this.#runtime()) {
      this.#batch ??= this.#takeBatch();
      if (this.#batch === null) return;
      try {
        await operate(runtime.operationsSocket, 'record', milliseconds, JSON.stringify(this.#batch));
      } catch {
        // The Worker is busy or gone.
        return;
      }
      this.#batch = null;
    }
  }

  #takeBatch(): RecordBatch | null {
    const answers = this.#queued.splice(0, BATCH_SIZE);
    return answers.length === 0 ? null : { id: randomUUID(), answers };
  }
}
