import { Marker, type Segment } from './markers';

/** TIFF 6.0 / Exif 2.3 tag 0x0112: how the stored picture is to be turned, 1 to 8; 1 is upright. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const ORIENTATION_TAG = 0x0112;
const EXIF_IDENTIFIER = [0x45, 0x78, 0x69, 0x66, 0, 0]; // "Exif\0\0"
const TYPE_SHORT = 3;

/**
 * Reads the orientation from an Exif segment. Metadata never fails a picture: what cannot be read counts as absent.
 *
 * @param bytes the file
 * @param segment any segment
 * @returns the orientation, or null where the segment does not hold one
 */
export function readOrientation(bytes: Uint8Array, segment: Segment): Orientation | null {
  if (segment.marker !== Marker.APP1) return null;
  const { dataStart, dataEnd } = segment;
  if (EXIF_IDENTIFIER.some((byte, i) => dataStart + i >= dataEnd || bytes[dataStart + i] !== byte))
    return null;

  const tiffStart = dataStart + EXIF_IDENTIFIER.length;
  const tiff = new DataView(bytes.buffer, bytes.byteOffset + tiffStart, dataEnd - tiffStart);
  if (tiff.byteLength < 8) return null;
  const byteOrder = tiff.getUint16(0);
  if (byteOrder !== 0x4949 && byteOrder !== 0x4d4d) return null;
  const littleEndian = byteOrder === 0x4949;

  // TIFF 6.0 §2: the first directory is a count and entries of 12 bytes: tag, type, count, value.
  const directory = tiff.getUint32(4, littleEndian);
  if (directory + 2 > tiff.byteLength) return null;
  const entries = tiff.getUint16(directory, littleEndian);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > tiff.byteLength) return null;
    if (tiff.getUint16(entry, littleEndian) !== ORIENTATION_TAG) continue;
    if (tiff.getUint16(entry + 2, littleEndian) !== TYPE_SHORT) return null;
    const value = tiff.getUint16(entry + 8, littleEndian);
    return isOrientation(value) ? value : null;
  }
  return null;
}

function isOrientation(value: number): value is Orientation {
  return value >= 1 && value <= 8;
}
