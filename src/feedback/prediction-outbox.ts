import type { RequestLocation } from '../metrics/series/labels';
import type { Shards } from '../metrics/shards/interface';
import { Courier, type CourierOptions, type DeliveryOutcome, outcomeOf } from '../time/courier';
import { Deadline } from '../time/deadline';
import type { FeedbackShardRpc, RememberedPrediction, ShadowReading } from './feedback-protocol';

export interface OutboxOptions extends CourierOptions {
  readonly shards: Shards<FeedbackShardRpc>;
  readonly retentionMilliseconds: number;
  readonly warn: (message: string) => void;
}

/** A prediction, or what a shadow made of it, as it will be remembered; made after the response. */
export type Draft = () => RememberedPrediction | ShadowReading;

/** Ends a window early: 1 to 2.5 MB with pictures. */
const WINDOW_PREDICTIONS = 500;
/** Bound on memory while the storage does not answer: at most 10 MB with pictures. */
const MAX_HELD = 2_000;
const REPLY_MILLISECONDS = 5_000;
/** How long a reader waits for the last predictions: as long as for a shard that does not answer. */
const FLUSH_MILLISECONDS = 1_000;

/**
 * Holds the predictions of an isolate and delivers them after the responses, those of a window together. A delivery may be
 * repeated: an object remembers each prediction once. What the storage does not accept in time is dropped, and the log says how
 * much: predictions go on without it.
 */
export class PredictionOutbox {
  private readonly courier: Courier;
  private held: Draft[] = [];
  /** Number of predictions that have left `held`. */
  private gone = 0;
  private dropped = 0;
  private isHeldUp = false;
  private shardName: string | null = null;

  constructor(private readonly options: OutboxOptions) {
    const cargo = {
      isEmpty: () => this.held.length === 0,
      deliver: () => this.deliver(),
      heldBack: () => {},
    };
    this.courier = new Courier(cargo, options);
  }

  /** Never throws and never waits. */
  remember(drafts: readonly Draft[], location: RequestLocation): void {
    // An isolate does not move: the first prediction determines its shard.
    this.shardName ??= this.options.shards.nameOf(location, '');
    const room = MAX_HELD - this.held.length;
    this.held.push(...drafts.slice(0, room));
    this.dropped += Math.max(0, drafts.length - room);
    this.courier.call(this.held.length >= WINDOW_PREDICTIONS);
  }

  /** Delivers what is held, so that readers see it; resolves after a timeout as well. Never rejects. */
  async flush(): Promise<void> {
    if (this.held.length === 0) return;
    await Promise.race([this.deliver(), this.options.clock.sleep(FLUSH_MILLISECONDS)]);
  }

  private async deliver(): Promise<DeliveryOutcome> {
    const { shards, retentionMilliseconds, clock } = this.options;
    const end = this.gone + this.held.length;
    const memories = this.held.map((draft) => draft());
    const predictions = memories.filter((memory) => 'digit' in memory);
    const readings = memories.filter((memory) => 'answer' in memory);
    try {
      await new Deadline(clock.sleep, REPLY_MILLISECONDS).require(() =>
        shards.shard(this.shardName!).remember({ predictions, readings, retentionMilliseconds }),
      );
    } catch (error) {
      if (!this.isHeldUp) this.options.warn(`Cannot remember predictions for feedback: ${error}`);
      this.isHeldUp = true;
      return outcomeOf(error);
    }
    // Another delivery may have been faster.
    this.held = this.held.slice(Math.max(0, end - this.gone));
    this.gone = Math.max(this.gone, end);
    if (this.isHeldUp)
      this.options.warn(`Predictions are remembered for feedback again; ${this.dropped} could not be`);
    this.isHeldUp = false;
    this.dropped = 0;
    return 'delivered';
  }
}
