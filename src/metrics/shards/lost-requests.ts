import { COUNTED } from '../series/catalogue';
import type { LOSS_REASONS } from '../series/labels';
import { type Cells, counterCell } from '../series/series';

const REQUESTS = `${COUNTED.requests.name}|`;

/**
 * Counts what is thrown away, so that a gap in the figures is one of the figures.
 * @param cells that cannot be counted
 * @returns one cell: how many requests they were
 */
export function lostRequests(cells: Readonly<Cells>, reason: (typeof LOSS_REASONS)[number]): Cells {
  let requests = 0;
  for (const [cell, value] of Object.entries(cells)) if (cell.startsWith(REQUESTS)) requests += value;
  return { [counterCell(COUNTED.lost, { reason })]: requests };
}
