import { copyMatch } from './copy-match';
import type { DeflateInput } from './deflate-input';
import { ENTRY_KIND_MASK, EntryKind, type InflateTable, LONGEST_CODE } from './inflate-tables';
import type { InflateWindow } from './inflate-window';

/** The two decoding tables of a block. */
export interface BlockCodes {
  readonly literals: InflateTable;
  readonly distances: InflateTable;
}

/**
 * Decodes the codes of a block (RFC 1951 §3.2.3) until the goal is reached, or the block or the data end. A peek returns 25
 * bits: enough for two literals, for a length with its extra bits, or for a distance.
 *
 * @param input at the start of the next code
 * @param codes of the block
 * @param window receives the decoded bytes
 * @param goal minimum end of the window
 * @returns whether the block has ended
 * @throws what `CompressedData.reject` throws, except at the end of the data
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the hot loop keeps its state in locals; calls that hand it over would cost
export function decodeCodes(
  input: DeflateInput,
  { literals: literalTable, distances: distanceTable }: BlockCodes,
  window: InflateWindow,
  goal: number,
): boolean {
  const { output, view } = window;
  const { entries: literals, lookAhead: literalBits } = literalTable;
  const { entries: distances, lookAhead: distanceBits } = distanceTable;
  const literalMask = (1 << literalBits) - 1;
  const distanceMask = (1 << distanceBits) - 1;
  let { end } = window;
  // End of the output when the bits were last known to suffice.
  let certain = end;
  let { bit, lastStart } = input;
  let fault: string | null = null;
  let hasEnded = false;
  while (end < goal) {
    if (bit >> 3 > lastStart) {
      input.bit = bit;
      input.prepare();
      if (input.exhausted) break;
      ({ bit, lastStart } = input);
      certain = end;
    }
    let bits = input.peek(bit);
    let entry = literals[bits & literalMask]!;
    if ((entry & ENTRY_KIND_MASK) === EntryKind.Value) {
      output[end++] = entry >> 10;
      bit += entry & 15;
      entry = literals[(bits >>> (entry & 15)) & literalMask]!;
      if ((entry & ENTRY_KIND_MASK) === EntryKind.Value) {
        output[end++] = entry >> 10;
        bit += entry & 15;
        continue;
      }
      bits = input.peek(bit);
    }
    if ((entry & ENTRY_KIND_MASK) === EntryKind.SecondTable) {
      if (entry !== 0)
        entry = literals[(entry >> 10) + ((bits >>> literalBits) & ((1 << (entry & 15)) - 1))]!;
      if (entry === 0) {
        fault = 'invalid literal/length code';
        break;
      }
      if ((entry & ENTRY_KIND_MASK) === EntryKind.Value) {
        output[end++] = entry >> 10;
        bit += entry & 15;
        continue;
      }
    }
    bit += entry & 15;
    if ((entry & ENTRY_KIND_MASK) === EntryKind.EndOfBlock) {
      hasEnded = true;
      break;
    }
    let extra = (entry >> 4) & 15;
    const length = (entry >> 10) + ((bits >>> (entry & 15)) & ((1 << extra) - 1));
    bit += extra;

    bits = input.peek(bit);
    entry = distances[bits & distanceMask]!;
    if ((entry & ENTRY_KIND_MASK) === EntryKind.SecondTable) {
      if (entry !== 0)
        entry = distances[(entry >> 10) + ((bits >>> distanceBits) & ((1 << (entry & 15)) - 1))]!;
      if (entry === 0) {
        fault = 'invalid distance code';
        break;
      }
    }
    bit += entry & 15;
    extra = (entry >> 4) & 15;
    const distance = (entry >> 10) + (input.peek(bit) & ((1 << extra) - 1));
    bit += extra;
    if (distance > end) {
      fault = 'invalid distance too far back';
      break;
    }
    copyMatch(output, view, end, distance, length);
    end += length;
  }
  // A code may be invalid because the data end within it.
  input.bit = fault === null ? bit : input.reaches(bit + LONGEST_CODE) ? bit : bit + LONGEST_CODE;
  // Zeros after the end of the data may have been decoded as codes.
  window.end = input.exhausted ? certain : end;
  if (fault !== null && !input.exhausted) input.reject(fault);
  return hasEnded;
}
