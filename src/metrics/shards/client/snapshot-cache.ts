import type { LocalSender } from '../interface';
import { type MetricsSnapshot, mergeReadings, type ShardReading } from './merge';
import type { ShardReader } from './shard-reader';

/** How long a reading of all shards is cached: ten scrapers cause no more queries than one. */
const FRESH_MILLISECONDS = 2_000;

/** Number of this isolate's predictions in a reading that may lack any of them. */
const NONE = -1;

interface Kept {
  readonly readings: readonly ShardReading[];
  readonly snapshot: MetricsSnapshot;
  /** When all shards were queried; milliseconds since 1970. */
  readonly at: number;
  /** How many of this isolate's predictions are included. */
  readonly predictRequests: number;
}

/**
 * The figures of the whole service, at most two seconds old. Predictions of this isolate are always included, for which
 * only its own shard is queried again.
 */
export class SnapshotCache {
  private kept: Kept | null = null;

  /** @param now milliseconds since 1970 */
  constructor(
    private readonly sender: Pick<LocalSender, 'flush' | 'isHeldUp' | 'predictRequests' | 'shardName'>,
    private readonly reader: Pick<ShardReader, 'readTotals'>,
    private readonly now: () => number,
  ) {}

  async read(): Promise<MetricsSnapshot> {
    const { predictRequests } = this.sender;
    await this.sender.flush();
    const { kept } = this;
    const { shardName, isHeldUp } = this.sender;
    // Undelivered counts are not in the answers of the shards.
    const included = isHeldUp ? NONE : predictRequests;
    if (kept === null || this.now() - kept.at >= FRESH_MILLISECONDS) {
      return this.keep(await this.reader.readTotals(), this.now(), included);
    }
    if (kept.predictRequests >= predictRequests || shardName === null) return kept.snapshot;
    const [own] = await this.reader.readTotals([shardName]);
    const readings = kept.readings.map((reading) => (reading.name === shardName ? own! : reading));
    return this.keep(readings, kept.at, included);
  }

  private keep(readings: readonly ShardReading[], at: number, predictRequests: number): MetricsSnapshot {
    const snapshot = mergeReadings(readings);
    this.kept = { readings, snapshot, at, predictRequests };
    return snapshot;
  }
}
