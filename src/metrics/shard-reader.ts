import type { LastKnown } from './last-known';
import { type MetricsSnapshot, mergeReadings, type ShardReading } from './merge';
import { addCells, type Cells } from './series';
import type { ShardPool } from './shard-pool';
import type { HistoryPoint, HistoryQuery, ShardRpc } from './shard-protocol';

/** What happened when, over all shards that answered. */
export interface MetricsHistory {
  /** Steps in which something was counted, oldest first. */
  readonly points: readonly HistoryPoint[];
  /** Names of shards that did not answer in time: their part of the past is missing. */
  readonly unreachable: readonly string[];
}

/** Asks all shards at once and adds up their answers. */
export class ShardReader {
  /**
   * @param lastKnown what each shard said last: figures must not go down because a shard is late
   * @param sleep resolves after so many milliseconds
   * @param deadlineMilliseconds how long a shard may take
   */
  constructor(
    private readonly pool: ShardPool,
    private readonly lastKnown: LastKnown,
    private readonly sleep: (milliseconds: number) => Promise<void>,
    private readonly deadlineMilliseconds: number,
  ) {}

  /** @returns all that was ever counted */
  async readTotals(): Promise<MetricsSnapshot> {
    return mergeReadings(await Promise.all(this.pool.names.map((name) => this.readShard(name))));
  }

  /** @returns what was counted in a window, in steps */
  async readHistory(query: HistoryQuery): Promise<MetricsHistory> {
    const { names } = this.pool;
    const answers = await Promise.all(names.map((name) => this.ask(name, (shard) => shard.history(query))));
    const points = new Map<number, Cells>();
    for (const { start, cells } of answers.flatMap((answer) => answer ?? [])) {
      const point = points.get(start) ?? {};
      addCells(point, cells);
      points.set(start, point);
    }
    return {
      points: [...points].map(([start, cells]) => ({ start, cells })).sort((a, b) => a.start - b.start),
      unreachable: names.filter((_, i) => answers[i] === null),
    };
  }

  private async readShard(name: string): Promise<ShardReading> {
    const answer = await this.ask(name, (shard) => shard.snapshot());
    if (answer === null) return { name, totals: await this.lastKnown.recall(name), stale: true };
    await this.lastKnown.remember(name, answer.totals);
    return { name, totals: answer.totals, stale: false };
  }

  /** @returns the shard's answer, or null where it failed or took too long */
  private async ask<T>(name: string, question: (shard: ShardRpc) => Promise<T>): Promise<T | null> {
    const late = this.sleep(this.deadlineMilliseconds).then(() => null);
    try {
      return await Promise.race([question(this.pool.shard(name)), late]);
    } catch {
      return null;
    }
  }
}
