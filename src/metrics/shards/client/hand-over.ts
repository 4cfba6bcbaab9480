import type { WaitUntil } from '../../../runtime';
import type { Deadline } from '../../../time/deadline';
import type { Delta, HeldDelivery, LocalSender, ShardSnapshot } from '../interface';
import { lostRequests } from '../lost-requests';
import type { LastKnown } from './last-known';
import type { ShardPool } from './shard-pool';
import type { ShardReader } from './shard-reader';

/** The counts that an isolate knows. */
export interface KnownCounts {
  /** The last snapshot of each shard, by name. */
  readonly snapshots: Readonly<Record<string, ShardSnapshot>>;
  /** Null if the shards have all counts of this isolate. */
  readonly held: HeldDelivery | null;
}

/** About three seconds in total, with the deadline of each. */
const DELIVERY_ATTEMPTS = 3;

/** Passes the counts of an isolate to its successor, whose storage may not contain them. */
export class HandOver {
  /** Time of the last delivery whose totals this isolate has read back. */
  private preparedFor: number | null = null;

  constructor(
    private readonly pool: Pick<ShardPool, 'shard' | 'names'>,
    private readonly recorder: Pick<LocalSender, 'flush' | 'held' | 'deliveredAt' | 'shardName'>,
    private readonly reader: Pick<ShardReader, 'readTotals'>,
    private readonly lastKnown: Pick<LastKnown, 'remember' | 'all'>,
    private readonly deadline: Deadline,
    private readonly waitUntil: WaitUntil,
  ) {}

  /**
   * Reads this isolate's own shard if it has counted anything since the last call. A shard whose files were deleted knows its
   * totals only until it hibernates, so call this every few seconds.
   */
  prepare(): void {
    const { deliveredAt, shardName } = this.recorder;
    if (shardName === null || deliveredAt === this.preparedFor) return;
    this.preparedFor = deliveredAt;
    this.waitUntil(this.reader.readTotals([shardName]));
  }

  /** @returns the counts that this isolate knows, without those of later requests */
  async give(): Promise<KnownCounts> {
    await this.recorder.flush();
    const held = this.recorder.held();
    const [account] = await Promise.all([
      held === null ? null : this.deadline.wait(() => this.pool.shard(held.shard).account(held.isolate)),
      this.reader.readTotals(),
    ]);
    const snapshots = this.lastKnown.all();
    if (held === null) return { snapshots, held };
    const { shard } = held;
    if (account === null) {
      return { snapshots, held: { ...held, deltas: withoutDoubt(held.deltas, snapshots[shard] ?? null) } };
    }
    const deltas = held.deltas.filter(({ sequence }) => sequence > account.counted);
    return { snapshots: { ...snapshots, [shard]: account.snapshot }, held: { ...held, deltas } };
  }

  /**
   * Restores the totals of shards that have lost counts, and delivers the held deltas. Idempotent.
   * @throws Error if a shard does not accept the held deltas
   */
  async take({ snapshots, held }: KnownCounts): Promise<void> {
    await this.lastKnown.remember(snapshots);
    // A shard that is already running has queried the ledger too early.
    const shards = Object.keys(snapshots).filter((name) => this.pool.names.includes(name));
    await Promise.all(shards.map((name) => this.deadline.wait(() => this.pool.shard(name).restore())));
    if (held !== null && held.deltas.length > 0) await this.deliver(held);
  }

  private async deliver({ shard, isolate, deltas }: HeldDelivery): Promise<void> {
    for (let attempt = 0; attempt < DELIVERY_ATTEMPTS; attempt++) {
      const counted = await this.deadline.wait(() => this.pool.shard(shard).apply({ isolate, deltas }));
      if (counted !== null) return;
    }
    throw new Error(`Cannot deliver the held counts: shard ${shard} does not accept them`);
  }
}

/**
 * Separates deltas that may already be counted. A delivery whose reply was lost may be included in a later snapshot of the
 * shard: delivering it again could count it twice, so its requests are counted as lost, under its sequence number. Storage
 * that has seen the number ignores them.
 * @param snapshot the last one of the shard, or null
 */
export function withoutDoubt(deltas: readonly Delta[], snapshot: ShardSnapshot | null): Delta[] {
  return deltas.map((delta) =>
    snapshot === null || delta.at > snapshot.asOf
      ? delta
      : { ...delta, cells: lostRequests(delta.cells, 'storage_replaced') },
  );
}
