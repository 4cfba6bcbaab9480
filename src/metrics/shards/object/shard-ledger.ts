import { DurableObject } from 'cloudflare:workers';
import type { Served } from '../../../runtime';
import { addCells, missingCells } from '../../series/series';
import type { LedgerRpc, ProbedRpc, ShardSnapshot } from '../interface';

/**
 * Keeps what each shard said last: one object for all, told after each reading, asked when a shard is away.
 * Its storage holds one snapshot under each shard's name.
 */
export class ShardLedger extends DurableObject<unknown> implements Served<LedgerRpc & ProbedRpc> {
  private readonly storage: DurableObjectStorage;

  constructor(context: DurableObjectState, env: unknown) {
    super(context, env);
    this.storage = context.storage;
  }

  /**
   * Proves that the storage takes writes. Removing everything makes the runtime open a new database, which an open
   * file cannot hide: one that was deleted is written to as if it were still there.
   */
  async probe(): Promise<void> {
    await this.storage.deleteAll();
    this.storage.kv.put('probedAt', Date.now());
    await this.storage.sync();
  }

  /**
   * Notes what is more than what is known. Cells only ever grow: one that is less than it was is that of an old reading
   * that arrives late, or of a shard that has lost its storage and not been told yet. One that is more counts even in an
   * old reading: a storage that was replaced may be newer and know less.
   */
  remember(snapshots: Readonly<Record<string, ShardSnapshot>>): void {
    for (const [shard, { totals, asOf }] of Object.entries(snapshots)) {
      const known = this.storage.kv.get<ShardSnapshot>(shard);
      const news = missingCells(known?.totals ?? {}, totals);
      if (known !== undefined && known.asOf >= asOf && Object.keys(news).length === 0) continue;
      const most = { ...known?.totals };
      addCells(most, news);
      this.storage.kv.put(shard, { totals: most, asOf: Math.max(known?.asOf ?? 0, asOf) });
    }
  }

  /** @returns what is known of these shards, by name */
  recall(shards: readonly string[]): Record<string, ShardSnapshot> {
    const known: Record<string, ShardSnapshot> = {};
    for (const shard of shards) {
      const snapshot = this.storage.kv.get<ShardSnapshot>(shard);
      if (snapshot !== undefined) known[shard] = snapshot;
    }
    return known;
  }
}
