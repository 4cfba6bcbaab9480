import jpeg from 'jpeg-js';
import { ServiceError } from '../../errors';
import { checkDimensions } from '../check-dimensions';
import type { ImageLimits } from '../limits';
import { orient } from '../orient';
import type { DecodedImage } from '../raster';
import { type Orientation, readOrientation } from './exif';
import { type Frame, isStartOfFrame, readFrame } from './frame';
import { Marker, nextSegment, rejectJpeg } from './markers';

/** What the segments before the first scan say. */
interface JpegHeaders {
  readonly frame: Frame;
  readonly orientation: Orientation;
}

/**
 * Decodes a JPEG: headers and limits first, then the pixels, turned upright as its Exif data asks.
 *
 * @param bytes a file that starts with SOI
 * @param limits how large it may be
 * @returns its pixels as RGB
 * @throws ServiceError `corrupt_jpeg`, `unsupported_jpeg`, `too_many_pixels` or `side_too_long`
 */
export function decodeJpeg(bytes: Uint8Array, limits: ImageLimits): DecodedImage {
  const { frame, orientation } = readHeaders(bytes);
  checkDimensions('JPEG', frame.width, frame.height, limits.maxJpegPixels, limits.maxSide);

  const stored = decodePixels(bytes);
  const raster = orient({ ...stored, channels: 3 }, orientation);
  const swapped = orientation >= 5;
  const [sourceWidth, sourceHeight] = swapped ? [frame.height, frame.width] : [frame.width, frame.height];
  return { format: 'jpeg', sourceWidth, sourceHeight, raster };
}

function decodePixels(bytes: Uint8Array): { width: number; height: number; data: Uint8Array } {
  try {
    return jpeg.decode(bytes, { useTArray: true, formatAsRGBA: false, tolerantDecoding: false });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ServiceError('corrupt_jpeg', `Cannot decode JPEG: ${reason}`);
  }
}

function readHeaders(bytes: Uint8Array): JpegHeaders {
  let frame: Frame | null = null;
  let orientation: Orientation | null = null;
  let at = 0;
  for (;;) {
    const segment = nextSegment(bytes, at);
    if (segment === null || segment.marker === Marker.EOI) return rejectJpeg('there is no scan', at);
    if (segment.marker === Marker.SOS) break;
    if (isStartOfFrame(segment.marker)) {
      if (frame) rejectJpeg('a second frame header', segment.start);
      frame = readFrame(bytes, segment);
      if (frame.height === 0) rejectJpeg('height is 0', segment.start);
    }
    orientation ??= readOrientation(bytes, segment);
    at = segment.dataEnd;
  }
  if (frame === null) return rejectJpeg('a scan before the frame header', at);
  return { frame, orientation: orientation ?? 1 };
}
