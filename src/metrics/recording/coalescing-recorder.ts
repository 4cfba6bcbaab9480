import { Courier, type CourierOptions, type DeliveryOutcome, outcomeOf } from '../../time/courier';
import { RECOGNITION_ROUTES, type RequestLocation } from '../series/labels';
import type { Cells } from '../series/series';
import type { Delta, HeldDelivery, LocalSender, Shards } from '../shards/interface';
import { countEvent, countShadow } from './count-event';
import type { RequestEvent, ShadowEvent } from './event';
import type { Recorder } from './recorder';

export interface RecorderOptions extends CourierOptions {
  /** Receivers of the counts. */
  readonly pool: Shards;
  /** Number of events after which a window ends early: together they limit the loss if the process is killed. */
  readonly windowEvents: number;
  /** Generates a random name for this isolate; called lazily, because random values are not available at global scope. */
  readonly newIsolateId: () => string;
  readonly warn: (message: string) => void;
}

/** Timeout of a reply; the delivery is then repeated, which is harmless. */
const REPLY_MILLISECONDS = 5_000;
/**
 * Maximum number of closed, unacknowledged deltas; beyond it, events accumulate in the open one until a delivery succeeds.
 * With windows of a second, the history of an outage of 8 s is complete; in a longer one deliveries do not grow.
 */
const MAX_CLOSED = 8;
/** How long a reader waits for the delivery of the last window: as long as for a shard that does not answer. */
const FLUSH_ATTEMPTS = 3;
const FLUSH_MILLISECONDS = 1_000;

/**
 * Accumulates events in memory and delivers one delta per window.
 *
 * Exactly once: a delta is closed before it is first sent and never changes after that; each delivery contains
 * every closed delta that has not been acknowledged, in order; the shard ignores those it has counted. So a delivery
 * may fail, be repeated, overtake another or arrive twice, and each event is still counted once.
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
  private readonly courier: Courier;
  /** Whether a warning about held counts has been logged: one per outage is enough. */
  private saidHeldBack = false;

  constructor(private readonly options: RecorderOptions) {
    const cargo = {
      isEmpty: () => this.isEmpty(),
      deliver: () => this.deliver(),
      heldBack: () => this.sayHeldBack(),
    };
    this.courier = new Courier(cargo, options);
  }

  record(event: RequestEvent): void {
    this.accumulate(event.location, () => {
      countEvent(event, this.add);
      if (RECOGNITION_ROUTES.includes(event.route)) this.predictRequests++;
    });
  }

  recordShadow(event: ShadowEvent): void {
    this.accumulate(event.location, () => countShadow(event, this.add));
  }

  private accumulate(location: RequestLocation, count: () => void): void {
    try {
      count();
      this.openEvents++;
      this.isolate ??= this.options.newIsolateId();
      // An isolate does not move: the first event determines its shard.
      this.shardName ??= this.options.pool.nameOf(location, this.isolate);
      this.courier.call(this.openEvents >= this.options.windowEvents);
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

  private sayHeldBack(): void {
    if (this.saidHeldBack) return;
    this.saidHeldBack = true;
    this.options.warn(
      'Holding counts in memory: the shard does not accept deliveries; retrying with each event',
    );
  }

  private async deliver(): Promise<DeliveryOutcome> {
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
      return outcomeOf(error);
    }
  }

  private noteDelivered(): void {
    if (this.saidHeldBack) this.options.warn('Delivering counts again: all held counts are stored');
    this.saidHeldBack = false;
    this.isHeldUp = false;
    this.deliveredAt = this.options.clock.now();
  }

  private closeDelta(): void {
    if (this.openEvents === 0 || this.closed.length >= MAX_CLOSED) return;
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
