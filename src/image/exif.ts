/** TIFF 6.0 / Exif 2.3 tag 0x0112: how to turn the stored picture, 1 to 8; 1 is upright. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const ORIENTATION_TAG = 0x0112;
const EXIF_IDENTIFIER = [0x45, 0x78, 0x69, 0x66, 0, 0]; // "Exif\0\0"
const TYPE_SHORT = 3;
const LITTLE_ENDIAN = 0x4949;
const BIG_ENDIAN = 0x4d4d;

/** @returns whether the bytes start like Exif data in a JPEG segment: "Exif\0\0" */
export function hasExifIdentifier(bytes: Uint8Array): boolean {
  return EXIF_IDENTIFIER.every((byte, i) => bytes[i] === byte);
}

/**
 * Reads the orientation from Exif data. Metadata never makes a picture fail: unreadable values count as absent, by Chromium's
 * rule (one SHORT of 1 to 8).
 *
 * @param exif a TIFF structure, with or without "Exif\0\0" in front of it
 * @returns the orientation, or null if there is none
 */
export function readOrientation(exif: Uint8Array): Orientation | null {
  const start = hasExifIdentifier(exif) ? EXIF_IDENTIFIER.length : 0;
  const tiff = new DataView(exif.buffer, exif.byteOffset + start, exif.byteLength - start);
  if (tiff.byteLength < 8) return null;
  const byteOrder = tiff.getUint16(0);
  if (byteOrder !== LITTLE_ENDIAN && byteOrder !== BIG_ENDIAN) return null;
  const littleEndian = byteOrder === LITTLE_ENDIAN;

  // TIFF 6.0 §2: the first directory is a count and entries of 12 bytes: tag, type, count, value.
  const directory = tiff.getUint32(4, littleEndian);
  if (directory + 2 > tiff.byteLength) return null;
  const entries = tiff.getUint16(directory, littleEndian);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > tiff.byteLength) return null;
    if (tiff.getUint16(entry, littleEndian) !== ORIENTATION_TAG) continue;
    const isOneShort =
      tiff.getUint16(entry + 2, littleEndian) === TYPE_SHORT && tiff.getUint32(entry + 4, littleEndian) === 1;
    const value = tiff.getUint16(entry + 8, littleEndian);
    return isOneShort && isOrientation(value) ? value : null;
  }
  return null;
}

function isOrientation(value: number): value is Orientation {
  return value >= 1 && value <= 8;
}
