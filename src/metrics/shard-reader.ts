import type { RecorderClock } from './coalescing-recorder';
import { type MetricsSnapshot, mergeReadings, type ShardReading } from './merge';
import type { Cells } from './series';
import type { ShardPool } from './shard-pool';

/** Asks all shards at once and adds up their answers. */
export class ShardReader {
  /** What each shard said last: figures must not go down because a shard is late. */
  private readonly lastKnown = new Map<string, Readonly<Cells>>();

  /** @param deadlineMilliseconds how long a shard may take */
  constructor(
    private readonly pool: ShardPool,
    private readonly clock: RecorderClock,
    private readonly deadlineMilliseconds: number,
  ) {}

  async read(): Promise<MetricsSnapshot> {
    return mergeReadings(await Promise.all(this.pool.names.map((name) => this.readShard(name))));
  }

  private async readShard(name: string): Promise<ShardReading> {
    try {
      const late = this.clock.sleep(this.deadlineMilliseconds).then(() => null);
      const answer = await Promise.race([this.pool.shard(name).snapshot(), late]);
      if (answer === null) return this.recall(name);
      this.lastKnown.set(name, answer.totals);
      return { name, totals: answer.totals, stale: false };
    } catch {
      return this.recall(name);
    }
  }

  private recall(name: string): ShardReading {
    return { name, totals: this.lastKnown.get(name) ?? null, stale: true };
  }
}
