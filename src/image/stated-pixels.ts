import { isStartOfFrame } from './jpeg/frame';
import { nextSegment, readUint16 } from './jpeg/markers';
import { readUint32 } from './png/chunk';
import { isPicture } from './sniff';

/** Offset of the width in a PNG: signature, then length and type of IHDR (PNG specification §5.2, §11.2.1). */
const PNG_WIDTH = 16;
const PNG_HEADER_END = 24;
/** Cameras write some twenty segments before the frame. */
const MAX_SEGMENTS = 200;

/**
 * Tells how large a picture is before anything in it is checked: what it will take is estimated by this.
 *
 * @param bytes a file of any kind
 * @returns width × height as its header states them; 0 for what is no picture, infinity where the header does not tell
 */
export function statedPixels(bytes: Uint8Array): number {
  if (!isPicture(bytes)) return 0;
  return bytes[0] === 0xff ? statedByJpeg(bytes) : statedByPng(bytes);
}

function statedByPng(bytes: Uint8Array): number {
  if (bytes.length < PNG_HEADER_END) return 0;
  return readUint32(bytes, PNG_WIDTH) * readUint32(bytes, PNG_WIDTH + 4);
}

/** T.81 B.2.2: the frame header holds precision, height and width. A height of 0 is told after the first scan. */
function statedByJpeg(bytes: Uint8Array): number {
  try {
    let at = 0;
    for (let segments = 0; segments < MAX_SEGMENTS; segments++) {
      const segment = nextSegment(bytes, at);
      if (segment === null) break;
      const { marker, dataStart, dataEnd } = segment;
      if (isStartOfFrame(marker) && dataEnd - dataStart >= 5)
        return (
          readUint16(bytes, dataStart + 1) * readUint16(bytes, dataStart + 3) || Number.POSITIVE_INFINITY
        );
      at = dataEnd;
    }
  } catch {
    // The decoder says what is wrong.
  }
  return Number.POSITIVE_INFINITY;
}
