import { addCells, type Cells } from '../series/series';
import type { HistoryPoint, HistoryQuery } from '../shards/interface';

/** One step of a window; cells are null if nothing was counted. */
export interface Step {
  readonly start: number;
  readonly cells: Readonly<Cells> | null;
}

/** @returns every step of a window, oldest first */
export function fillSteps(query: HistoryQuery, points: readonly HistoryPoint[]): Step[] {
  const counted = new Map(points.map(({ start, cells }) => [start, cells]));
  return Array.from({ length: (query.to - query.from) / query.step }, (_, i) => {
    const start = query.from + i * query.step;
    return { start, cells: counted.get(start) ?? null };
  });
}

/** Sums all steps of a window. */
export function sumPoints(points: readonly HistoryPoint[]): Cells {
  const cells: Cells = {};
  for (const point of points) addCells(cells, point.cells);
  return cells;
}
