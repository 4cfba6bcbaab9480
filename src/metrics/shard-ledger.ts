import { DurableObject } from 'cloudflare:workers';
import type { ShardSnapshot } from './shard-protocol';

/**
 * Keeps what each shard said last: one object for all, told after each reading, asked when a shard is away.
 * Its storage holds one snapshot under each shard's name.
 */
export class ShardLedger extends DurableObject<unknown> {
  private readonly storage: DurableObjectStorage;

  constructor(context: DurableObjectState, env: unknown) {
    super(context, env);
    this.storage = context.storage;
  }

  /** Notes what is newer than what is known; an old reading that arrives late changes nothing. */
  remember(snapshots: Readonly<Record<string, ShardSnapshot>>): void {
    for (const [shard, snapshot] of Object.entries(snapshots)) {
      const known = this.storage.kv.get<ShardSnapshot>(shard);
      if (known === undefined || known.asOf < snapshot.asOf) this.storage.kv.put(shard, snapshot);
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
