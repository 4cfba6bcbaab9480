import type { WaitUntil } from '../../runtime';
import type { Sleep } from '../../time/deadline';
import { RECOGNITION_ROUTES } from '../series/labels';
import type { Cells } from '../series/series';
import type { Delta, HeldDelivery, LocalSender, Shards } from '../shards/interface';
import { countEvent } from './count-event';
import type { RequestEvent } from './event';
import type { Recorder } from './recorder';

/** Time, for the recorder. */
export interface RecorderClock {
  /** Milliseconds since 1970; may stand still between I/Os. */
  now(): number;
  readonly sleep: Sleep;
}

export interface RecorderOptions {
  /** Whoever the counts are sent to. */
  readonly pool: Shards;
  readonly clock: RecorderClock;
  readonly waitUntil: WaitUntil;
  /** Milliseconds over which events are added up before they are sent. */
  readonly windowMilliseconds: number;
  /** Events after which a window ends early: with the window, the bound on what a killed process loses. */
  readonly windowEvents: number;
  /** Draws a name for this isolate; called lazily, as global scope may not draw random values. */
  readonly newIsolateId: () => string;
  readonly warn: (message: string) => void;
}

/** A reply that takes longer is not waited for; the delivery is repeated, which does no harm. */
const REPLY_MILLISECONDS = 5_000;
/** `waitUntil` ends 30 s after the response; a last back-off and a last reply come on top of this. */
const COURIER_MILLISECONDS = 20_000;
/**
 * After this the next event starts a courier that takes over, in case this one died with its request. Longer than the
 * longest back-off and the longest reply, 9 s together, so that none is replaced while it waits.
 */
const LEASE_MILLISECONDS = 10_000;
/** Doubled after each failure: 0.1, 0.2 … 3.2, 4 s. */
const FIRST_BACKOFF_MILLISECONDS = 100;
const LONGEST_BACKOFF_MILLISECONDS = 4_000;
/**
 * Closed deltas whose fate is unknown; at this many, events gather in the open one until a delivery succeeds. With windows
 * of a second, an outage of 8 s keeps its seconds apart; the size of a delivery does not grow with a longer one.
 */
const MOST_CLOSED = 8;
/** A reader's patience with a shard that does not take the last window: as long as with one that does not answer. */
const FLUSH_ATTEMPTS = 3;
const FLUSH_MILLISECONDS = 1_000;

type Outcome = 'delivered' | 'retryable' | 'held';

/**
 * Adds events up in memory and delivers one delta per window.
 *
 * Exactly once: a delta is closed before it is first sent and never changes after that; each delivery carries
 * every closed delta that has not been acknowledged, in order; the shard ignores those it knows. So a delivery
 * may fail, be repeated, overtake another or arrive twice, and still each event is counted once.
 */
export class CoalescingRecorder implements Recorder, LocalSender {
  predictRequests = 0;
  shardName: string | null = null;
  deliveredAt: number | null = null;
  isHeldUp = false;
  private open: Cells = {};
  private openEvents = 0;
  private closed: Delta[] = [];
  private sequence = 0;
  private isolate: string | null = null;
  private leaseEnd: number | null = null;
  private endWindow = () => {};
  /** Whether the log knows that counts are held back: once for each outage is enough. */
  private saidHeldBack = false;

  constructor(private readonly options: RecorderOptions) {}

  record(event: RequestEvent): void {
    try {
      countEvent(event, this.add);
      this.openEvents++;
      if (RECOGNITION_ROUTES.includes(event.route)) this.predictRequests++;
      this.isolate ??= this.options.newIsolateId();
      // An isolate does not move: the first event decides on its shard.
      this.shardName ??= this.options.pool.nameOf(event.location, this.isolate);
      const now = this.options.clock.now();
      if (this.leaseEnd === null || now >= this.leaseEnd) this.options.waitUntil(this.runCourier(now));
      else if (this.openEvents >= this.options.windowEvents) this.endWindow();
    } catch (error) {
      this.options.warn(`Cannot record a request: ${error}`);
    }
  }

  async flush(): Promise<void> {
    if (this.isEmpty()) return;
    await Promise.race([this.deliverNow(), this.options.clock.sleep(FLUSH_MILLISECONDS)]);
  }

  held(): HeldDelivery | null {
    const { isolate, shardName, closed, open } = this;
    if (this.isEmpty() || isolate === null || shardName === null) return null;
    const last = { sequence: this.sequence + 1, at: this.options.clock.now(), cells: { ...open } };
    return { shard: shardName, isolate, deltas: this.openEvents === 0 ? [...closed] : [...closed, last] };
  }

  private async deliverNow(): Promise<void> {
    for (let attempt = 0; attempt < FLUSH_ATTEMPTS && !this.isEmpty(); attempt++) {
      if ((await this.deliver()) === 'delivered') return;
    }
  }

  private readonly add = (cell: string, by: number): void => {
    this.open[cell] = (this.open[cell] ?? 0) + by;
  };

  /** Delivers window after window until nothing is left, another courier takes over, or its request's time is up. */
  private async runCourier(start: number): Promise<void> {
    const { clock, warn } = this.options;
    const leaseEnd = start + LEASE_MILLISECONDS;
    this.leaseEnd = leaseEnd;
    let backoff = 0;
    while (!this.isEmpty() && this.leaseEnd === leaseEnd && clock.now() - start < COURIER_MILLISECONDS) {
      if (backoff === 0) await this.window();
      else await clock.sleep(backoff * (0.5 + Math.random() / 2));
      const outcome = await this.deliver();
      backoff = outcome === 'delivered' ? 0 : nextBackoff(backoff, outcome, this.options.windowMilliseconds);
    }
    if (this.leaseEnd !== leaseEnd) return;
    this.leaseEnd = null;
    if (this.isEmpty() || this.saidHeldBack) return;
    this.saidHeldBack = true;
    warn('Metrics are held back in memory: the shard does not take them; each event tries again');
  }

  /** Ends after the window's time, or when enough events are in. */
  private async window(): Promise<void> {
    const full = new Promise<void>((resolve) => {
      this.endWindow = resolve;
    });
    await Promise.race([this.options.clock.sleep(this.options.windowMilliseconds), full]);
  }

  private async deliver(): Promise<Outcome> {
    this.closeDelta();
    const deltas = [...this.closed];
    try {
      const delivery = { isolate: this.isolate!, deltas };
      const reply = this.options.pool.shard(this.shardName!).apply(delivery);
      const counted = await Promise.race([reply, this.replyLimit()]);
      this.closed = this.closed.filter((delta) => delta.sequence > counted);
      this.noteDelivered();
      return 'delivered';
    } catch (error) {
      this.isHeldUp = true;
      // An overloaded shard must not be pressed with retries: what it refused travels with the next window.
      const { retryable, overloaded } = error as { retryable?: boolean; overloaded?: boolean };
      return retryable === true && overloaded !== true ? 'retryable' : 'held';
    }
  }

  private noteDelivered(): void {
    if (this.saidHeldBack) this.options.warn('Metrics are delivered again: what was held back is counted');
    this.saidHeldBack = false;
    this.isHeldUp = false;
    this.deliveredAt = this.options.clock.now();
  }

  private closeDelta(): void {
    if (this.openEvents === 0 || this.closed.length >= MOST_CLOSED) return;
    this.closed.push({ sequence: ++this.sequence, at: this.options.clock.now(), cells: this.open });
    this.open = {};
    this.openEvents = 0;
  }

  private async replyLimit(): Promise<never> {
    await this.options.clock.sleep(REPLY_MILLISECONDS);
    throw new Error(`No reply within ${REPLY_MILLISECONDS} ms`);
  }

  private isEmpty(): boolean {
    return this.openEvents === 0 && this.closed.length === 0;
  }
}

function nextBackoff(last: number, outcome: Outcome, window: number): number {
  const first = outcome === 'retryable' ? FIRST_BACKOFF_MILLISECONDS : window;
  return Math.min(Math.max(first, last * 2), LONGEST_BACKOFF_MILLISECONDS);
}
