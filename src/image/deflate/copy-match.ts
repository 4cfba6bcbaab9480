/**
 * From this length on, the engine's own copy is used. On the 12-megapixel screenshot of `npm run bench:decode`, all values
 * from 16 to 96 take the same time within noise; without the engine's copy decoding takes about a quarter longer.
 */
const LONG_MATCH = 48;

/**
 * Copies `length` bytes from `distance` back (RFC 1951 §3.2.3); source and target may overlap.
 *
 * @param output source and target
 * @param view of the same bytes; up to three more than `length` may be written
 */
export function copyMatch(
  output: Uint8Array,
  view: DataView,
  to: number,
  distance: number,
  length: number,
): void {
  const from = to - distance;
  if (length >= LONG_MATCH) {
    if (distance === 1) output.fill(output[from]!, to, to + length);
    else {
      // The copied length doubles each time.
      let there = Math.min(distance, length);
      output.copyWithin(to, from, from + there);
      for (; there < length; there *= 2) {
        output.copyWithin(to + there, to, to + Math.min(there, length - there));
      }
    }
  } else if (distance >= 4) {
    for (let i = 0; i < length; i += 4) view.setInt32(to + i, view.getInt32(from + i));
  } else {
    for (let i = 0; i < length; i++) output[to + i] = output[from + i]!;
  }
}
