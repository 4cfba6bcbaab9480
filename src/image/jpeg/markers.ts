import { refuseCutShort, refuseDamaged } from '../refuse';

/** T.81 table B.1: the second byte of each marker that the decoder handles. */
export const Marker = {
  SOF0: 0xc0,
  SOF1: 0xc1,
  SOF2: 0xc2,
  DHT: 0xc4,
  JPG: 0xc8,
  DAC: 0xcc,
  SOF15: 0xcf,
  RST0: 0xd0,
  RST7: 0xd7,
  SOI: 0xd8,
  EOI: 0xd9,
  SOS: 0xda,
  DQT: 0xdb,
  DNL: 0xdc,
  DRI: 0xdd,
  APP0: 0xe0,
  APP1: 0xe1,
  APP14: 0xee,
  TEM: 0x01,
} as const;

/** A marker segment, T.81 B.1.1.4. */
export interface Segment {
  readonly marker: number;
  /** Offset of the marker's 0xFF. */
  readonly start: number;
  /** First byte after the length field; for markers that stand alone, after the marker. */
  readonly dataStart: number;
  /** One past the last byte. */
  readonly dataEnd: number;
}

/**
 * Finds the next marker segment. Stray bytes before it are skipped, as in libjpeg: cameras
 * leave padding there.
 *
 * @param bytes the file
 * @param from where to look
 * @returns the segment, or null where the file ends first
 * @throws ServiceError `corrupt_jpeg` where the segment runs past the end of the file
 */
export function nextSegment(bytes: Uint8Array, from: number): Segment | null {
  const start = findMarker(bytes, from);
  if (start < 0) return null;
  const marker = bytes[start + 1]!;
  const afterMarker = start + 2;
  if (standsAlone(marker)) return { marker, start, dataStart: afterMarker, dataEnd: afterMarker };

  const length = bytes.length - afterMarker < 2 ? 0 : readUint16(bytes, afterMarker);
  const dataEnd = afterMarker + length;
  if (length < 2 || dataEnd > bytes.length) {
    refuseCutShort('jpeg', `marker segment FF${marker.toString(16)} runs past the end of the file`, start);
  }
  return { marker, start, dataStart: afterMarker + 2, dataEnd };
}

/**
 * @param bytes the file
 * @param from where to look
 * @returns offset of the 0xFF right before the next marker code (fill bytes skipped, T.81 B.1.1.2; stuffed zeros are
 *   none), or -1
 */
export function findMarker(bytes: Uint8Array, from: number): number {
  for (
    let at = bytes.indexOf(0xff, from);
    at >= 0 && at + 1 < bytes.length;
    at = bytes.indexOf(0xff, at + 1)
  ) {
    const code = bytes[at + 1]!;
    if (code !== 0x00 && code !== 0xff) return at;
  }
  return -1;
}

/** @returns whether the marker has no length and no data: T.81 table B.1 */
function standsAlone(marker: number): boolean {
  return (marker >= Marker.RST0 && marker <= Marker.EOI) || marker === Marker.TEM;
}

/** @returns the 16-bit big-endian number at `at` */
export function readUint16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

/**
 * @param what is wrong with the file
 * @param offset where
 * @throws ServiceError `corrupt_jpeg`, always
 */
export function rejectJpeg(what: string, offset: number): never {
  refuseDamaged('jpeg', what, offset);
}
