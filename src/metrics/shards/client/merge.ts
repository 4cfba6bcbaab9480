import { addCells, type Cells } from '../../series/series';

/** The counts of the whole service. */
export interface MetricsSnapshot {
  readonly cells: Readonly<Cells>;
  /** Names of shards that did not answer in time; their figures are the last known ones. */
  readonly unreachable: readonly string[];
  /** Number of shards. */
  readonly shards: number;
}

/** A shard's answer, or its last known state. */
export interface ShardReading {
  readonly name: string;
  /** Null if nothing is known. */
  readonly totals: Readonly<Cells> | null;
  /** Whether the shard itself did not answer and `totals` is from an earlier reading. */
  readonly stale: boolean;
}

/** Sums the readings of all shards. */
export function mergeReadings(readings: readonly ShardReading[]): MetricsSnapshot {
  const cells: Cells = {};
  for (const { totals } of readings) if (totals !== null) addCells(cells, totals);
  return {
    cells,
    shards: readings.length,
    unreachable: readings.filter(({ stale }) => stale).map(({ name }) => name),
  };
}
