import type { TaskName } from './job-protocol';

/** Delay of a task that was given back, doubled each time: 1, 2, 4 … 60 s. */
const FIRST_BACKOFF_MILLISECONDS = 1_000;
const LONGEST_BACKOFF_MILLISECONDS = 60_000;

/** How long a task should take, the queue included: whoever comes later waits for what is in the queue. */
const TARGET_MILLISECONDS = 1_000;
const FIRST_WINDOW = 4;
const MIN_WINDOW = 2;

/** A task that has been sent, or is going to be. */
interface Errand {
  readonly sentAt: number;
  /** When to send it, again if it has been sent. */
  dueAt: number;
  releases: number;
}

/**
 * Decides which tasks of a job are in the queue: a window of them, so that jobs share the consumers. It becomes wider as long as
 * tasks are done soon, because there are consumers enough, and narrower when they wait. In memory, and no loss: a new object
 * sends what is not done, and a task that is done twice counts once.
 */
export class Dispatcher {
  private readonly errands = new Map<TaskName, Errand>();
  /** The last batch that was considered. */
  private lastBatch = -1;
  private window = FIRST_WINDOW;

  /**
   * @param maxTasks widest window
   * @param leaseMilliseconds after which a task that has not been heard of is sent again
   */
  constructor(
    private readonly maxTasks: number,
    private readonly leaseMilliseconds: number,
  ) {}

  /**
   * @param open returns so many numbers of batches that are not done, in ascending order, after a number
   * @returns tasks to send now; they count as sent
   */
  next(now: number, open: (after: number, count: number) => readonly number[]): TaskName[] {
    const again = [...this.errands].filter(([, { dueAt }]) => dueAt <= now).map(([task]) => task);
    const fresh = open(this.lastBatch, Math.max(0, this.window - this.errands.size));
    this.lastBatch = fresh.at(-1) ?? this.lastBatch;
    const tasks = [...again, ...fresh.filter((batch) => !this.errands.has(batch))];
    for (const task of tasks) this.send(task, now);
    return tasks;
  }

  /** Adds a task that is no batch, unless it is there already. */
  add(task: TaskName, now: number): void {
    if (!this.errands.has(task)) this.errands.set(task, { sentAt: now, dueAt: now, releases: 0 });
  }

  /** The task is done, or no longer wanted. */
  finish(task: TaskName, now: number): void {
    const errand = this.errands.get(task);
    if (errand === undefined) return;
    this.errands.delete(task);
    const change = now - errand.sentAt <= TARGET_MILLISECONDS ? 1 : -1;
    this.window = Math.min(Math.max(this.window + change, MIN_WINDOW), this.maxTasks);
  }

  /** The task is to be tried again, later each time. @returns when */
  release(task: TaskName, now: number): number {
    const releases = (this.errands.get(task)?.releases ?? 0) + 1;
    const delay = Math.min(FIRST_BACKOFF_MILLISECONDS * 2 ** (releases - 1), LONGEST_BACKOFF_MILLISECONDS);
    this.errands.set(task, { sentAt: now, dueAt: now + delay, releases });
    return now + delay;
  }

  /** The tasks could not be sent. @returns when to try again */
  notSent(tasks: readonly TaskName[], now: number): number {
    return Math.max(now, ...tasks.map((task) => this.release(task, now)));
  }

  private send(task: TaskName, now: number): void {
    const releases = this.errands.get(task)?.releases ?? 0;
    this.errands.set(task, { sentAt: now, dueAt: now + this.leaseMilliseconds, releases });
  }
}
