import { DurableObject } from 'cloudflare:workers';
import { restrict } from '../../../jurisdiction';
import { warn } from '../../../log';
import type { Served } from '../../../runtime';
import { Deadline, sleep } from '../../../time/deadline';
import { addCells, type Cells, missingCells } from '../../series/series';
import type {
  Delivery,
  Delta,
  HistoryPoint,
  HistoryQuery,
  LedgerRpc,
  ShardAccount,
  ShardRpc,
  ShardSnapshot,
} from '../interface';
import { lostRequests } from '../lost-requests';
import { noopLedger } from '../noop-ledger';
import { migrate } from './shard-schema';
import { TimeBuckets } from './time-buckets';

const HOUR = 3_600_000;
/** Maximum age of a delta in milliseconds: the counts of an outage of a day are not lost. */
const OLDEST_DELTA = 24 * HOUR;
/** How long isolates are remembered: longer than their deltas are accepted, to allow for clock differences. */
const REMEMBERED = 2 * OLDEST_DELTA;

interface ShardEnv {
  /** The ledger with the last snapshot of each shard, if there is one. */
  readonly LEDGER?: { getByName(name: string): LedgerRpc };
  /** Where this object is, and its ledger. */
  readonly JURISDICTION?: unknown;
}

/** Timeout of the ledger at the start of an object, in milliseconds. */
const LEDGER_MILLISECONDS = 1_000;

/**
 * One of a small fixed set of objects that store the counts: totals, and time buckets. A set of figures is one JSON document
 * in one row: objects are billed by rows written, and a delta changes some fifty cells three times each, but only four rows.
 */
export class MetricsShard extends DurableObject<ShardEnv> implements Served<ShardRpc> {
  private readonly storage: DurableObjectStorage;
  private readonly buckets: TimeBuckets;
  private totals: Cells;
  private changedAt = Date.now();
  private cleanUpPlanned = false;

  constructor(context: DurableObjectState, env: ShardEnv) {
    super(context, env);
    this.storage = context.storage;
    migrate(this.storage);
    this.buckets = new TimeBuckets(this.storage.sql);
    const row = this.storage.sql.exec<{ cells: string }>('SELECT cells FROM totals').one();
    this.totals = JSON.parse(row.cells);
    void context.blockConcurrencyWhile(async () => {
      this.cleanUpPlanned = (await this.storage.getAlarm()) !== null;
      await this.restore();
    });
  }

  /**
   * Counts the deltas that it has not counted before. The reply is sent when the counts are durable.
   * @returns the highest counted sequence number of this isolate
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

  /** @returns both as of the same moment */
  account(isolate: string): ShardAccount {
    return { snapshot: this.snapshot(), counted: this.countedUpTo(isolate) };
  }

  /** Writes an unchanged row. The reply is sent when the write is durable. */
  probe(): void {
    this.storage.sql.exec('UPDATE schema SET version = version');
  }

  /** @returns the counts of the window, in steps */
  history(query: HistoryQuery): HistoryPoint[] {
    return this.buckets.read(query);
  }

  /** Removes expired rows; runs every hour as long as rows are left. Idempotent. */
  override alarm(): void {
    const now = Date.now();
    this.storage.sql.exec('DELETE FROM isolates WHERE seen < ?', now - REMEMBERED);
    this.cleanUpPlanned = false;
    if (this.buckets.prune(now)) this.planCleanUp(now);
  }

  /**
   * Restores counts that the ledger has and the storage has lost, because a damaged file was set aside or a write-ahead log
   * was truncated. Totals never fall below reported ones.
   */
  async restore(): Promise<void> {
    const name = this.ctx.id.name;
    if (name === undefined) return;
    const ledger = restrict(this.env.LEDGER, this.env.JURISDICTION)?.getByName('all') ?? noopLedger;
    const known = await new Deadline(sleep, LEDGER_MILLISECONDS).wait(() => ledger.recall([name]));
    const missing = missingCells(this.totals, known?.[name]?.totals ?? {});
    if (Object.keys(missing).length === 0) return;
    const totals = { ...this.totals };
    addCells(totals, missing);
    this.storage.sql.exec('UPDATE totals SET cells = ?', JSON.stringify(totals));
    this.totals = totals;
    this.noteChange(Date.now());
    warn(`Shard ${name} had lost counts: its totals are restored from the ledger, its history is incomplete`);
  }

  private count(isolate: string, deltas: readonly Delta[], now: number): number {
    const counted = this.countedUpTo(isolate);
    const newest = deltas.at(-1)?.sequence ?? 0;
    if (newest <= counted) return counted;
    const totals = { ...this.totals };
    for (const { sequence, at, cells } of deltas) {
      if (sequence <= counted) continue;
      // Beyond OLDEST_DELTA the isolate may have been forgotten, and a repetition could not be detected.
      const isTooOld = now - at > OLDEST_DELTA;
      const counts = isTooOld ? lostRequests(cells, 'too_old') : cells;
      addCells(totals, counts);
      this.buckets.add(isTooOld ? now : Math.min(at, now), counts);
    }
    this.storage.sql.exec('UPDATE totals SET cells = ?', JSON.stringify(totals));
    this.storage.sql.exec('INSERT OR REPLACE INTO isolates VALUES (?, ?, ?)', isolate, newest, now);
    // Last, so that memory stays unchanged if the transaction is rolled back.
    this.totals = totals;
    this.noteChange(now);
    return newest;
  }

  private noteChange(now: number): void {
    this.changedAt = Math.max(now, this.changedAt + 1);
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
