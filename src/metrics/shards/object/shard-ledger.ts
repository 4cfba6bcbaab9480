import { DurableObject } from 'cloudflare:workers';
import type { Served } from '../../../runtime';
import { addCells, missingCells } from '../../series/series';
import type { LedgerRpc, ProbedRpc, ShardSnapshot } from '../interface';

/**
 * Stores the last snapshot of each shard: one object for all, updated after each reading, queried when a shard is
 * unreachable. Its storage contains one snapshot under each shard's name.
 */
export class ShardLedger extends DurableObject<unknown> implements Served<LedgerRpc & ProbedRpc> {
  private readonly storage: DurableObjectStorage;

  constructor(context: DurableObjectState, env: unknown) {
    super(context, env);
    this.storage = context.storage;
  }

  /**
   * Proves that the storage accepts writes. Deleting everything makes the runtime open a new database file; writes to a
   * deleted file that is still open would succeed.
   */
  async probe(): Promise<void> {
    await this.storage.deleteAll();
    this.storage.kv.put('probedAt', Date.now());
    await this.storage.sync();
  }

  /**
   * Stores the maximum of each cell. Cells only increase: a smaller value comes from an old reading that arrives late, or from
   * a shard that has lost its storage and has not been restored yet. A larger one counts even in an older reading, because
   * replaced storage may be newer and contain less.
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

  /** @returns the known snapshots of these shards, by name */
  recall(shards: readonly string[]): Record<string, ShardSnapshot> {
    const known: Record<string, ShardSnapshot> = {};
    for (const shard of shards) {
      const snapshot = this.storage.kv.get<ShardSnapshot>(shard);
      if (snapshot !== undefined) known[shard] = snapshot;
    }
    return known;
  }
}
