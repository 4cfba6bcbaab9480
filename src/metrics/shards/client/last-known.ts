import type { Deadline } from '../../../time/deadline';
import type { LedgerRpc, ShardSnapshot } from '../interface';

type Snapshots = Readonly<Record<string, ShardSnapshot>>;

/** Stores the last snapshot of each shard: in this isolate's memory, and in the ledger for all other isolates. */
export class LastKnown {
  private readonly memory = new Map<string, ShardSnapshot>();
  /** Time of the snapshot of each shard in the ledger, as far as this isolate knows. */
  private readonly saved = new Map<string, number>();

  /**
   * @param ledger returns its stub, a new one for each request
   * @param deadline timeout of its answers
   */
  constructor(
    private readonly ledger: () => LedgerRpc,
    private readonly deadline: Deadline,
  ) {}

  /**
   * Stores snapshots by name. Unchanged ones are not sent again.
   * @returns when the ledger has stored them, or has failed to: the next reading retries; never rejects
   */
  async remember(snapshots: Snapshots): Promise<void> {
    this.keep(snapshots);
    const news = Object.entries(snapshots).filter(([shard, { asOf }]) => asOf !== this.saved.get(shard));
    if (news.length === 0) return;
    try {
      await this.ledger().remember(Object.fromEntries(news));
      for (const [shard, { asOf }] of news) this.saved.set(shard, asOf);
    } catch {
      // Figures are complete as long as the shards answer, as they have just done.
    }
  }

  /** @returns the newest known snapshot of each shard, from this isolate or the ledger, by name */
  async recall(shards: readonly string[]): Promise<Snapshots> {
    this.keep((await this.deadline.wait(() => this.ledger().recall(shards))) ?? {});
    const known: Record<string, ShardSnapshot> = {};
    for (const shard of shards) {
      const snapshot = this.memory.get(shard);
      if (snapshot !== undefined) known[shard] = snapshot;
    }
    return known;
  }

  /** @returns the snapshots in this isolate's memory, by name */
  all(): Snapshots {
    return Object.fromEntries(this.memory);
  }

  private keep(snapshots: Snapshots): void {
    for (const [shard, snapshot] of Object.entries(snapshots)) {
      const known = this.memory.get(shard);
      if (known === undefined || known.asOf < snapshot.asOf) this.memory.set(shard, snapshot);
    }
  }
}
