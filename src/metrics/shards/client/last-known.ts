import type { Deadline } from '../../../time/deadline';
import type { LedgerRpc, ShardSnapshot } from '../interface';

type Snapshots = Readonly<Record<string, ShardSnapshot>>;

/** Remembers what each shard said last: in this isolate's memory, and in the ledger for all other isolates. */
export class LastKnown {
  private readonly memory = new Map<string, ShardSnapshot>();
  /** As of when the ledger knows each shard, as far as this isolate can tell. */
  private readonly saved = new Map<string, number>();

  /**
   * @param ledger gets hold of it, anew for each request
   * @param deadline how long a reader waits for it
   */
  constructor(
    private readonly ledger: () => LedgerRpc,
    private readonly deadline: Deadline,
  ) {}

  /**
   * Notes what shards have said, by name. What has not changed is not sent again.
   * @returns when the ledger has it, or could not be told: the next reading tries again; never rejects
   */
  async remember(snapshots: Snapshots): Promise<void> {
    this.keep(snapshots);
    const news = Object.entries(snapshots).filter(([shard, { asOf }]) => asOf !== this.saved.get(shard));
    if (news.length === 0) return;
    try {
      await this.ledger().remember(Object.fromEntries(news));
      for (const [shard, { asOf }] of news) this.saved.set(shard, asOf);
    } catch {
      // Figures are complete as long as the shards answer, which they have just done.
    }
  }

  /** @returns the newest of what this isolate and the ledger know of these shards, by name */
  async recall(shards: readonly string[]): Promise<Snapshots> {
    this.keep((await this.deadline.wait(() => this.ledger().recall(shards))) ?? {});
    const known: Record<string, ShardSnapshot> = {};
    for (const shard of shards) {
      const snapshot = this.memory.get(shard);
      if (snapshot !== undefined) known[shard] = snapshot;
    }
    return known;
  }

  /** @returns what this isolate itself remembers, by name */
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
