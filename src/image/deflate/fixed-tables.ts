import type { BlockCodes } from './inflate-codes';
import { DISTANCE_MEANINGS, InflateTable, LITERAL_MEANINGS } from './inflate-tables';

/** RFC 1951 §3.2.6 */
export const FIXED_CODES: BlockCodes = {
  literals: fixedTable(LITERAL_MEANINGS, [
    [144, 8],
    [256, 9],
    [280, 7],
    [288, 8],
  ]),
  distances: fixedTable(DISTANCE_MEANINGS, [[32, 5]]),
};

/** @param runs code lengths of ranges of symbols, each with its exclusive end */
function fixedTable(meanings: Int32Array, runs: readonly (readonly [number, number])[]): InflateTable {
  const symbols = runs[runs.length - 1]![0];
  const lengths = new Uint8Array(symbols);
  let from = 0;
  for (const [to, length] of runs) {
    lengths.fill(length, from, to);
    from = to;
  }
  const table = new InflateTable(10, symbols);
  table.build(lengths, symbols, meanings);
  return table;
}
