import { addCells, type Cells } from '../../series/series';
import type { HistoryPoint, HistoryQuery } from '../interface';
import { RESOLUTIONS, stepStart } from '../resolutions';

/** The history in a shard's storage. */
export class TimeBuckets {
  constructor(private readonly sql: SqlStorage) {}

  /** Adds to the minute and the hour of `at` (milliseconds since 1970). */
  add(at: number, cells: Readonly<Cells>): void {
    for (const { seconds } of RESOLUTIONS) {
      const start = stepStart(at / 1_000, seconds);
      const bucket = this.bucket(seconds, start);
      addCells(bucket, cells);
      this.sql.exec(
        'INSERT OR REPLACE INTO buckets VALUES (?, ?, ?)',
        seconds,
        start,
        JSON.stringify(bucket),
      );
    }
  }

  /** @returns one point for each step with counts, oldest first */
  read({ from, to, step, resolution, families }: HistoryQuery): HistoryPoint[] {
    const query =
      'SELECT start, cells FROM buckets WHERE seconds = ? AND start >= ? AND start < ? ORDER BY start';
    const points = new Map<number, Cells>();
    const isWanted = memberOf(families);
    for (const row of this.sql.exec<{ start: number; cells: string }>(query, resolution, from, to)) {
      const start = stepStart(row.start, step);
      const point = points.get(start) ?? {};
      for (const [cell, value] of Object.entries<number>(JSON.parse(row.cells))) {
        if (isWanted(cell)) point[cell] = (point[cell] ?? 0) + value;
      }
      points.set(start, point);
    }
    return [...points].map(([start, cells]) => ({ start, cells }));
  }

  /**
   * Removes expired buckets.
   * @param now milliseconds since 1970
   * @returns whether any are left
   */
  prune(now: number): boolean {
    for (const { seconds, keep } of RESOLUTIONS) {
      const oldest = stepStart(now / 1_000 - keep, seconds);
      this.sql.exec('DELETE FROM buckets WHERE seconds = ? AND start < ?', seconds, oldest);
    }
    return this.sql.exec('SELECT 1 FROM buckets LIMIT 1').toArray().length > 0;
  }

  private bucket(seconds: number, start: number): Cells {
    const query = 'SELECT cells FROM buckets WHERE seconds = ? AND start = ?';
    const [row] = this.sql.exec<{ cells: string }>(query, seconds, start).toArray();
    return row === undefined ? {} : JSON.parse(row.cells);
  }
}

/** @returns whether a cell belongs to one of these series; remembers, as the same cells come again in each row */
function memberOf(families: readonly string[]): (cell: string) => boolean {
  const wanted = new Set(families);
  const known = new Map<string, boolean>();
  return (cell) => {
    const answer = known.get(cell) ?? wanted.has(cell.split('|', 1)[0]!);
    known.set(cell, answer);
    return answer;
  };
}
