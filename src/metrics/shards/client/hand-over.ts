import type { WaitUntil } from '../../../runtime';
import type { Deadline } from '../../../time/deadline';
import type { Delta, HeldDelivery, LocalSender, ShardSnapshot } from '../interface';
import { lostRequests } from '../lost-requests';
import type { LastKnown } from './last-known';
import type { ShardPool } from './shard-pool';
import type { ShardReader } from './shard-reader';

/** What an isolate knows of the counts. */
export interface KnownCounts {
  /** What each shard said last, by name. */
  readonly snapshots: Readonly<Record<string, ShardSnapshot>>;
  /** Null where the shards have all that this isolate has counted. */
  readonly held: HeldDelivery | null;
}

/** With the deadline, a patience of some three seconds. */
const DELIVERY_ATTEMPTS = 3;

/** Carries what an isolate knows over to the isolate that comes after it, on storage that may know nothing of it. */
export class HandOver {
  /** The last delivery whose totals this isolate has been told. */
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
   * Reads this isolate's own shard if it has counted anything since the last time. A shard whose files are gone tells its
   * totals only until it sleeps, so ask every few seconds.
   */
  prepare(): void {
    const { deliveredAt, shardName } = this.recorder;
    if (shardName === null || deliveredAt === this.preparedFor) return;
    this.preparedFor = deliveredAt;
    this.waitUntil(this.reader.readTotals([shardName]));
  }

  /** @returns what this isolate knows; whatever it counts from now on is not in there */
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
   * Makes shards that know less take back their totals, and delivers what is held. Harmless when repeated.
   * @throws Error where a shard does not take what is held
   */
  async take({ snapshots, held }: KnownCounts): Promise<void> {
    await this.lastKnown.remember(snapshots);
    // One that is awake already has asked the ledger too early.
    const shards = Object.keys(snapshots).filter((name) => this.pool.names.includes(name));
    await Promise.all(shards.map((name) => this.deadline.wait(() => this.pool.shard(name).restore())));
    if (held !== null && held.deltas.length > 0) await this.deliver(held);
  }

  private async deliver({ shard, isolate, deltas }: HeldDelivery): Promise<void> {
    for (let attempt = 0; attempt < DELIVERY_ATTEMPTS; attempt++) {
      const counted = await this.deadline.wait(() => this.pool.shard(shard).apply({ isolate, deltas }));
      if (counted !== null) return;
    }
    throw new Error(`Cannot deliver what was held in memory: shard ${shard} does not take it`);
  }
}

/**
 * Tells what may be counted already from what is not. A delivery whose reply was lost is in the totals that the shard told
 * after it: counting it again might count it twice, so its requests become lost ones, under its number. Storage that knows
 * the number then ignores them.
 * @param snapshot what the shard said last, or null
 */
export function withoutDoubt(deltas: readonly Delta[], snapshot: ShardSnapshot | null): Delta[] {
  return deltas.map((delta) =>
    snapshot === null || delta.at > snapshot.asOf
      ? delta
      : { ...delta, cells: lostRequests(delta.cells, 'storage_replaced') },
  );
}
