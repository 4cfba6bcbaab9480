import { refuseDamaged } from '../refuse';
import type { Scanline } from './scanline';
import { undoAverage, undoPaeth, undoSub } from './unfilter-channels';
import { undoUp, undoWordAverage, undoWordPaeth, undoWordSub } from './unfilter-words';

/** PNG specification §9.2, table 9.1. */
const FilterType = { None: 0, Sub: 1, Up: 2, Average: 3, Paeth: 4 } as const;

/**
 * Undoes the filter of one scanline (PNG specification §9). Costs 0.3 to 4 ns a byte, by filter.
 *
 * Pixels of three, four and eight bytes are processed by words; others channel by channel: the value to the left then stays in a
 * register.
 *
 * @param filterType the byte in front of the scanline
 * @param source holds the filtered scanline, and 3 arbitrary bytes after it
 * @param start where it starts there
 * @param row receives the scanline
 * @param above the unfiltered scanline above, as long; zeros for the first one of a pass
 * @param distance bytes from a sample to the same sample of the pixel to the left, at least 1 (`bpp` in the
 *   specification)
 * @throws ServiceError `corrupt_png` for an unknown filter type
 */
export function unfilter(
  filterType: number,
  source: DataView<ArrayBuffer>,
  start: number,
  row: Scanline,
  above: Scanline,
  distance: number,
): void {
  const filtered = new Uint8Array(source.buffer, start, row.length);
  // Bytes per step: a word; a whole pixel if that is not whole words; otherwise single bytes.
  const together = distance === 3 ? 3 : distance % 4 === 0 ? 4 : 1;
  switch (filterType) {
    case FilterType.None:
      row.bytes.set(filtered);
      return;
    case FilterType.Up:
      undoUp(source, start, row, above);
      return;
    case FilterType.Sub:
      for (let first = 0; first < distance; first += together) {
        if (together === 1) undoSub(filtered, row.bytes, first, distance);
        else undoWordSub(source, start, row, first, distance);
      }
      return;
    case FilterType.Average:
      for (let first = 0; first < distance; first += together) {
        if (together === 1) undoAverage(filtered, row.bytes, above.bytes, first, distance);
        else undoWordAverage(source, start, row, above, first, distance);
      }
      return;
    case FilterType.Paeth:
      for (let first = 0; first < distance; first += together) {
        if (together === 1) undoPaeth(filtered, row.bytes, above.bytes, first, distance);
        else undoWordPaeth(source, start, row, above, first, distance);
      }
      return;
    default:
      refuseDamaged('png', `filter type ${filterType} is not 0 to 4`, null);
  }
}
