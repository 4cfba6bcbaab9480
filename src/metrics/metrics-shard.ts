import { DurableObject } from 'cloudflare:workers';
import { addCells, type Cells } from './series';
import type { Delivery, ShardSnapshot } from './shard-protocol';
import { migrate } from './shard-schema';

/**
 * One of a small fixed set of objects that keep the counts. Its figures are one JSON document in one row: an
 * object is billed by rows written, and a delta touches some fifty cells but, this way, two rows.
 */
export class MetricsShard extends DurableObject<unknown> {
  private readonly storage: DurableObjectStorage;
  private totals: Cells;

  constructor(context: DurableObjectState, env: unknown) {
    super(context, env);
    this.storage = context.storage;
    migrate(this.storage);
    const row = this.storage.sql.exec<{ cells: string }>('SELECT cells FROM totals').one();
    this.totals = JSON.parse(row.cells);
  }

  /**
   * Counts the deltas that it has not counted before. The reply leaves when the counts are durable.
   * @returns the highest sequence number of this isolate that is counted
   */
  apply({ isolate, deltas }: Delivery): number {
    return this.storage.transactionSync(() => {
      const counted = this.countedUpTo(isolate);
      const fresh = deltas.filter((delta) => delta.sequence > counted);
      const newest = fresh.at(-1)?.sequence;
      if (newest === undefined) return counted;
      const totals = { ...this.totals };
      for (const { cells } of fresh) addCells(totals, cells);
      this.storage.sql.exec('UPDATE totals SET cells = ?', JSON.stringify(totals));
      this.storage.sql.exec('INSERT OR REPLACE INTO isolates VALUES (?, ?, ?)', isolate, newest, Date.now());
      // Last, so that memory never runs ahead of a transaction that was rolled back.
      this.totals = totals;
      return newest;
    });
  }

  snapshot(): ShardSnapshot {
    return { totals: this.totals, asOf: Date.now() };
  }

  private countedUpTo(isolate: string): number {
    const query = 'SELECT sequence FROM isolates WHERE id = ?';
    return this.storage.sql.exec<{ sequence: number }>(query, isolate).toArray()[0]?.sequence ?? 0;
  }
}
