import { addCells, type Cells } from '../series/series';
import type { HistoryPoint, HistoryQuery } from '../shards/interface';

/** @returns a point for every step of a window, oldest first; without cells if nothing was counted in it */
export function fillSteps(query: HistoryQuery, points: readonly HistoryPoint[]): HistoryPoint[] {
  const counted = new Map(points.map(({ start, cells }) => [start, cells]));
  const starts = Array.from(
    { length: (query.to - query.from) / query.step },
    (_, i) => query.from + i * query.step,
  );
  return starts.map((start) => ({ start, cells: counted.get(start) ?? {} }));
}

/** Sums all steps of a window. */
export function sumPoints(points: readonly HistoryPoint[]): Cells {
  const cells: Cells = {};
  for (const point of points) addCells(cells, point.cells);
  return cells;
}
