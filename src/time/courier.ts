import type { WaitUntil } from '../runtime';
import type { Sleep } from './deadline';

/** The courier's clock. */
export interface CourierClock {
  /** Milliseconds since 1970; may not advance between I/O operations. */
  now(): number;
  readonly sleep: Sleep;
}

/** What became of a delivery. `retryable` may be repeated soon, `held` only with the next window: its receiver is overloaded. */
export type DeliveryOutcome = 'delivered' | 'retryable' | 'held';

/** What an isolate has gathered, and how it is delivered. */
export interface Cargo {
  isEmpty(): boolean;
  /** Never rejects. */
  deliver(): Promise<DeliveryOutcome>;
  /** Called when a courier gives up; the next call starts another one. */
  heldBack(): void;
}

export interface CourierOptions {
  readonly clock: CourierClock;
  readonly waitUntil: WaitUntil;
  /** Milliseconds over which an isolate gathers before it delivers. */
  readonly windowMilliseconds: number;
}

/** `waitUntil` ends 30 s after the response, and a last back-off and a last reply follow after this. */
const COURIER_MILLISECONDS = 20_000;
/**
 * After this time the next call starts a new courier, in case this one died with its request. Longer than the longest
 * back-off and the longest reply together, 9 s, so that no courier is replaced while it waits.
 */
const LEASE_MILLISECONDS = 10_000;
/** Doubled after each failure: 0.1, 0.2 … 3.2, 4 s. */
const FIRST_BACKOFF_MILLISECONDS = 100;
const LONGEST_BACKOFF_MILLISECONDS = 4_000;

/** Delivers what an isolate gathers, window after window and after the responses: a Worker runs no timers between requests. */
export class Courier {
  private leaseEnd: number | null = null;
  private endWindow = () => {};

  constructor(
    private readonly cargo: Cargo,
    private readonly options: CourierOptions,
  ) {}

  /**
   * To be called whenever something has been gathered.
   * @param isFull whether the window is to end early
   */
  call(isFull: boolean): void {
    const now = this.options.clock.now();
    if (this.leaseEnd === null || now >= this.leaseEnd) this.options.waitUntil(this.run(now));
    else if (isFull) this.endWindow();
  }

  /** Delivers window after window until nothing is left, another courier takes over, or the time of its request is up. */
  private async run(start: number): Promise<void> {
    const { clock, windowMilliseconds } = this.options;
    const leaseEnd = start + LEASE_MILLISECONDS;
    this.leaseEnd = leaseEnd;
    let backoff = 0;
    while (
      !this.cargo.isEmpty() &&
      this.leaseEnd === leaseEnd &&
      clock.now() - start < COURIER_MILLISECONDS
    ) {
      if (backoff === 0) await this.window();
      else await clock.sleep(backoff * (0.5 + Math.random() / 2));
      const outcome = await this.cargo.deliver();
      backoff = outcome === 'delivered' ? 0 : nextBackoff(backoff, outcome, windowMilliseconds);
    }
    if (this.leaseEnd !== leaseEnd) return;
    this.leaseEnd = null;
    if (!this.cargo.isEmpty()) this.cargo.heldBack();
  }

  /** Resolves at the end of the window, or when it is full. */
  private async window(): Promise<void> {
    const full = new Promise<void>((resolve) => {
      this.endWindow = resolve;
    });
    await Promise.race([this.options.clock.sleep(this.options.windowMilliseconds), full]);
  }
}

/** Tells what an error of a Durable Object means for a repetition: an overloaded one must not receive any. */
export function outcomeOf(error: unknown): Exclude<DeliveryOutcome, 'delivered'> {
  const { retryable, overloaded } = error as { retryable?: boolean; overloaded?: boolean };
  return retryable === true && overloaded !== true ? 'retryable' : 'held';
}

function nextBackoff(last: number, outcome: DeliveryOutcome, window: number): number {
  const first = outcome === 'retryable' ? FIRST_BACKOFF_MILLISECONDS : window;
  return Math.min(Math.max(first, last * 2), LONGEST_BACKOFF_MILLISECONDS);
}
