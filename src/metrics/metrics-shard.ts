import { DurableObject } from 'cloudflare:workers';
import { addCells, type Cells } from './series';
import type { Delivery, Delta, HistoryPoint, HistoryQuery, ShardSnapshot } from './shard-protocol';
import { migrate } from './shard-schema';
import { TimeBuckets } from './time-buckets';

const HOUR = 3_600_000;
/** How long an isolate is remembered, and how old a delta may be at most: milliseconds. */
const REMEMBERED = 48 * HOUR;
const OLDEST_DELTA = 24 * HOUR;

/**
 * One of a small fixed set of objects that keep the counts: totals since the beginning, and time buckets. A set
 * of figures is one JSON document in one row: an object is billed by rows written, and a delta touches some
 * fifty cells thrice but, this way, four rows.
 */
export class MetricsShard extends DurableObject<unknown> {
  private readonly storage: DurableObjectStorage;
  private readonly buckets: TimeBuckets;
  private totals: Cells;
  private changedAt = Date.now();
  private cleanUpPlanned = false;

  constructor(context: DurableObjectState, env: unknown) {
    super(context, env);
    this.storage = context.storage;
    migrate(this.storage);
    this.buckets = new TimeBuckets(this.storage.sql);
    const row = this.storage.sql.exec<{ cells: string }>('SELECT cells FROM totals').one();
    this.totals = JSON.parse(row.cells);
    void context.blockConcurrencyWhile(async () => {
      this.cleanUpPlanned = (await this.storage.getAlarm()) !== null;
    });
  }

  /**
   * Counts the deltas that it has not counted before. The reply leaves when the counts are durable.
   * @returns the highest sequence number of this isolate that is counted
   */
  apply({ isolate, deltas }: Delivery): number {
    const now = Date.now();
    const newest = this.storage.transactionSync(() => this.count(isolate, deltas, now));
    if (!this.cleanUpPlanned) this.planCleanUp(now);
    return newest;
  }

  snapshot(): ShardSnapshot {
    return { totals: this.totals, asOf: this.changedAt };
  }

  /** @returns what happened in the window, in steps */
  history(query: HistoryQuery): HistoryPoint[] {
    return this.buckets.read(query);
  }

  /** Removes what is no longer needed; every hour, as long as there is something left. Harmless when repeated. */
  override alarm(): void {
    const now = Date.now();
    this.storage.sql.exec('DELETE FROM isolates WHERE seen < ?', now - REMEMBERED);
    this.cleanUpPlanned = false;
    if (this.buckets.prune(now)) this.planCleanUp(now);
  }

  private count(isolate: string, deltas: readonly Delta[], now: number): number {
    const counted = this.countedUpTo(isolate);
    const newest = deltas.at(-1)?.sequence ?? 0;
    if (newest <= counted) return counted;
    const totals = { ...this.totals };
    for (const { sequence, at, cells } of deltas) {
      // Past OLDEST_DELTA the isolate may have been forgotten: a repeat could no longer be told from news.
      if (sequence <= counted || now - at > OLDEST_DELTA) continue;
      addCells(totals, cells);
      this.buckets.add(Math.min(at, now), cells);
    }
    this.storage.sql.exec('UPDATE totals SET cells = ?', JSON.stringify(totals));
    this.storage.sql.exec('INSERT OR REPLACE INTO isolates VALUES (?, ?, ?)', isolate, newest, now);
    // Last, so that memory never runs ahead of a transaction that was rolled back.
    this.totals = totals;
    this.changedAt = Math.max(now, this.changedAt + 1);
    return newest;
  }

  private planCleanUp(now: number): void {
    this.cleanUpPlanned = true;
    void this.storage.setAlarm(now + HOUR);
  }

  private countedUpTo(isolate: string): number {
    const query = 'SELECT sequence FROM isolates WHERE id = ?';
    return this.storage.sql.exec<{ sequence: number }>(query, isolate).toArray()[0]?.sequence ?? 0;
  }
}
