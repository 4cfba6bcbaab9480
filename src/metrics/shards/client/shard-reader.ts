import type { WaitUntil } from '../../../runtime';
import type { Deadline } from '../../../time/deadline';
import { addCells, type Cells } from '../../series/series';
import type { HistoryPoint, HistoryQuery, ShardRpc } from '../interface';
import type { LastKnown } from './last-known';
import type { ShardReading } from './merge';
import type { ShardPool } from './shard-pool';

/** Counts over time, summed over all shards that answered. */
export interface MetricsHistory {
  /** Steps with counts, oldest first. */
  readonly points: readonly HistoryPoint[];
  /** Names of shards that did not answer in time: their counts are missing. */
  readonly unreachable: readonly string[];
}

/** Queries all shards concurrently, each with a timeout. */
export class ShardReader {
  /**
   * @param lastKnown last snapshots: figures must not decrease because a shard is late
   * @param deadline timeout of a shard
   * @param waitUntil lets snapshots be stored after the response
   */
  constructor(
    private readonly pool: ShardPool,
    private readonly lastKnown: LastKnown,
    private readonly deadline: Deadline,
    private readonly waitUntil: WaitUntil,
  ) {}

  /**
   * Reads the totals of shards.
   * @param names of the shards; default: all
   */
  async readTotals(names: readonly string[] = this.pool.names): Promise<ShardReading[]> {
    const answers = await this.ask(names, (shard) => shard.snapshot());
    const answered = names.flatMap((name, i) => (answers[i] === null ? [] : [[name, answers[i]!] as const]));
    this.waitUntil(this.lastKnown.remember(Object.fromEntries(answered)));
    const missing = names.filter((_, i) => answers[i] === null);
    const known = missing.length === 0 ? {} : await this.lastKnown.recall(missing);
    return names.map((name, i) => ({
      name,
      totals: (answers[i] ?? known[name])?.totals ?? null,
      stale: answers[i] === null,
    }));
  }

  /** @returns the counts of a window, in steps */
  async readHistory(query: HistoryQuery): Promise<MetricsHistory> {
    const { names } = this.pool;
    const answers = await this.ask(names, (shard) => shard.history(query));
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

  /** @returns each shard's answer, or null if it failed or timed out */
  private ask<T>(names: readonly string[], question: (shard: ShardRpc) => Promise<T>): Promise<(T | null)[]> {
    return Promise.all(names.map((name) => this.deadline.wait(() => question(this.pool.shard(name)))));
  }
}
