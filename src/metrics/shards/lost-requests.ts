import { COUNTED } from '../series/catalogue';
import type { LOSS_REASONS } from '../series/labels';
import { type Cells, counterCell } from '../series/series';

const REQUESTS = `${COUNTED.requests.name}|`;

/**
 * Counts discarded requests, so that the figures show their own gaps.
 * @param cells that cannot be counted
 * @returns one cell: the number of requests
 */
export function lostRequests(cells: Readonly<Cells>, reason: (typeof LOSS_REASONS)[number]): Cells {
  let requests = 0;
  for (const [cell, value] of Object.entries(cells)) if (cell.startsWith(REQUESTS)) requests += value;
  return { [counterCell(COUNTED.lost, { reason })]: requests };
}
