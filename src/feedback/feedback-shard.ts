import { DurableObject } from 'cloudflare:workers';
import type { Served } from '../runtime';
import type {
  FeedbackFigures,
  FeedbackShardRpc,
  LabelledPrediction,
  LabelReceipt,
  Memories,
  NewLabel,
  PageCursor,
} from './feedback-protocol';
import { type Days, dayOf, FeedbackTables } from './feedback-tables';

const HOUR = 3_600_000;
/** Key of the retention in milliseconds, which outlasts a restart. */
const RETENTION = 'retention';
/** Predictions that an object keeps: at most 5 GB with pictures, half of what an object of Cloudflare may store. */
const MAX_PREDICTIONS = 1_000_000;

/** One of a small fixed set of objects that remember predictions for some time, so that people can say what the pictures show. */
export class FeedbackShard extends DurableObject<unknown> implements Served<FeedbackShardRpc> {
  private readonly storage: DurableObjectStorage;
  private readonly tables: FeedbackTables;
  /** Number of predictions; null until they have been counted. */
  private rows: number | null = null;
  private isAlarmSet = false;

  constructor(context: DurableObjectState, env: unknown) {
    super(context, env);
    this.storage = context.storage;
    this.tables = new FeedbackTables(this.storage.sql);
    this.tables.create();
  }

  async remember({ predictions, readings = [], retentionMilliseconds }: Memories): Promise<void> {
    if (this.retention !== retentionMilliseconds) this.storage.kv.put(RETENTION, retentionMilliseconds);
    const before = this.rows ?? this.tables.rows();
    this.rows = this.storage.transactionSync(() => {
      const rows = before + this.tables.add(predictions);
      this.tables.addReadings(readings);
      return rows > MAX_PREDICTIONS ? rows - this.tables.drop(rows - MAX_PREDICTIONS) : rows;
    });
    if (this.isAlarmSet) return;
    if ((await this.storage.getAlarm()) === null) await this.storage.setAlarm(Date.now() + HOUR);
    this.isAlarmSet = true;
  }

  label(labels: readonly NewLabel[]): (LabelReceipt | null)[] {
    const { days } = this;
    return this.storage.transactionSync(() => labels.map((label) => this.tables.label(label, days)));
  }

  forget(requestId: string): number {
    const { days } = this;
    const forgotten = this.storage.transactionSync(() => this.tables.forget(requestId, days));
    if (this.rows !== null) this.rows -= forgotten;
    return forgotten;
  }

  figures(since: number): FeedbackFigures {
    return this.tables.figures(Math.max(since, this.oldest));
  }

  page(after: PageCursor | null, limit: number): LabelledPrediction[] {
    return this.tables.page(after, limit);
  }

  /** Deletes what has expired; runs every hour as long as something is left. Idempotent. */
  override async alarm(): Promise<void> {
    const expired = this.storage.transactionSync(() => this.tables.expire(this.oldest));
    if (this.rows !== null) this.rows -= expired;
    this.isAlarmSet = !this.tables.isEmpty();
    if (this.isAlarmSet) await this.storage.setAlarm(Date.now() + HOUR);
  }

  private get retention(): number {
    return this.storage.kv.get<number>(RETENTION) ?? 0;
  }

  /** The time before which nothing is remembered; milliseconds since 1970. */
  private get oldest(): number {
    return Date.now() - this.retention;
  }

  /** Predictions carry the time of an isolate, whose clock may be ahead. */
  private get days(): Days {
    return { from: dayOf(this.oldest), to: dayOf(Date.now()) + 1 };
  }
}
