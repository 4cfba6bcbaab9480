import { addCells, type Cells } from '../../series/series';

/** What the whole service has counted. */
export interface MetricsSnapshot {
  readonly cells: Readonly<Cells>;
  /** Names of shards that did not answer in time; their figures are the last known ones. */
  readonly unreachable: readonly string[];
  /** How many shards there are. */
  readonly shards: number;
}

/** One shard's answer, or the lack of one. */
export interface ShardReading {
  readonly name: string;
  /** Null where nothing is known. */
  readonly totals: Readonly<Cells> | null;
  /** Whether the shard itself did not answer and `totals` is from an earlier reading. */
  readonly stale: boolean;
}

/** Adds up what the shards said. */
export function mergeReadings(readings: readonly ShardReading[]): MetricsSnapshot {
  const cells: Cells = {};
  for (const { totals } of readings) if (totals !== null) addCells(cells, totals);
  return {
    cells,
    shards: readings.length,
    unreachable: readings.filter(({ stale }) => stale).map(({ name }) => name),
  };
}
