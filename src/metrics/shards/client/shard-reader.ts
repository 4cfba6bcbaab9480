import type { WaitUntil } from '../../../runtime';
import type { Deadline } from '../../../time/deadline';
import { addCells, type Cells } from '../../series/series';
import type { HistoryPoint, HistoryQuery, ShardRpc } from '../interface';
import type { LastKnown } from './last-known';
import type { ShardReading } from './merge';
import type { ShardPool } from './shard-pool';

/** What happened when, over all shards that answered. */
export interface MetricsHistory {
  /** Steps in which something was counted, oldest first. */
  readonly points: readonly HistoryPoint[];
  /** Names of shards that did not answer in time: their part of the past is missing. */
  readonly unreachable: readonly string[];
}

/** Asks shards at once, and waits for none of them longer than a deadline. */
export class ShardReader {
  /**
   * @param lastKnown what each shard said last: figures must not go down because a shard is late
   * @param deadline how long a shard may take
   * @param waitUntil keeps what was read being noted while the answer leaves
   */
  constructor(
    private readonly pool: ShardPool,
    private readonly lastKnown: LastKnown,
    private readonly deadline: Deadline,
    private readonly waitUntil: WaitUntil,
  ) {}

  /**
   * Reads all that shards ever counted.
   * @param names which shards; default: all
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

  /** @returns what was counted in a window, in steps */
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

  /** @returns each shard's answer, or null where it failed or took too long */
  private ask<T>(names: readonly string[], question: (shard: ShardRpc) => Promise<T>): Promise<(T | null)[]> {
    return Promise.all(names.map((name) => this.deadline.wait(() => question(this.pool.shard(name)))));
  }
}
