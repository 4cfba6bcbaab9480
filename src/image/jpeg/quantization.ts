import { readUint16, rejectJpeg, type Segment } from './markers';

/** The four slots of quantization tables, Q_k in zigzag order; null if undefined. */
export type QuantizationTables = (Uint16Array | null)[];

/**
 * Reads a DQT segment, T.81 B.2.4.1: any number of tables, 8 or 16 bits an element.
 *
 * @param bytes the file
 * @param segment the DQT segment
 * @param tables receives them
 * @throws ServiceError `corrupt_jpeg`
 */
export function readQuantizationTables(
  bytes: Uint8Array,
  segment: Segment,
  tables: QuantizationTables,
): void {
  let at = segment.dataStart;
  while (at < segment.dataEnd) {
    const precision = bytes[at]! >> 4;
    const slot = bytes[at]! & 15;
    const elementBytes = precision + 1;
    if (precision > 1 || slot > 3) rejectJpeg(`quantization table ${slot} of precision ${precision}`, at);
    if (at + 1 + 64 * elementBytes > segment.dataEnd) rejectJpeg('a quantization table is cut short', at);

    const table = new Uint16Array(64);
    for (let k = 0; k < 64; k++) {
      table[k] = precision === 0 ? bytes[at + 1 + k]! : readUint16(bytes, at + 1 + 2 * k);
    }
    tables[slot] = table;
    at += 1 + 64 * elementBytes;
  }
}
