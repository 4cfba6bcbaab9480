import { runAtOnce, type Steps } from '../../steps';
import { checkDimensions } from '../check-dimensions';
import { hasExifIdentifier, type Orientation, readOrientation } from '../exif';
import { freeMemory } from '../free-memory';
import type { ImageLimits } from '../limits';
import { turnUpright } from '../orient';
import type { DecodedImage } from '../raster';
import { chooseReduction, MAX_REDUCED_PIXELS } from '../reduction';
import { refuseCutShort, refuseUnsupported } from '../refuse';
import type { Points } from './coefficient-weights';
import {
  type ColourModel,
  colourModelOf,
  isJfif,
  neededComponents,
  readAdobeTransform,
} from './colour-model';
import { isFlat } from './flatness';
import { type Frame, isStartOfFrame, readFrame } from './frame';
import { findMarker, Marker, nextSegment, readUint16, rejectJpeg, type Segment } from './markers';
import { Picture } from './picture';
import { createTables, readTables } from './tables';

// Encoders write about ten scans, hand-made scripts a few dozen. Each costs a walk over all blocks.
const MAX_SCANS = 100;

const REDUCTIONS = [1, 2, 4, 8];

/** Microseconds to read a segment: a Huffman table takes most. */
const SEGMENT_COST = 2;

/**
 * Decodes a JPEG: headers and limits first, then the samples that the scale needs, turned upright according to its Exif
 * data. Supports baseline, extended and progressive Huffman coding, 8 bits, 1, 3 or 4 components (ITU-T T.81).
 *
 * Brightness alone is decoded first. Only if it is flat, and the writing may differ from its background in hue, is the
 * file decoded again with its colour.
 *
 * @param bytes a file that starts with SOI
 * @param limits how large it may be
 * @param minSide pixels that the shorter side keeps if the picture is reduced
 * @returns brightness (1 channel), or RGB (3) if brightness is flat or the file holds RGB or CMYK
 * @throws ServiceError `corrupt_jpeg`, `unsupported_jpeg`, `too_many_pixels` or `side_too_long`
 */
export function decodeJpeg(bytes: Uint8Array, limits: ImageLimits, minSide: number): DecodedImage {
  return runAtOnce(decodeJpegInSteps(bytes, limits, minSide));
}

/** The same in steps. */
export function* decodeJpegInSteps(
  bytes: Uint8Array,
  limits: ImageLimits,
  minSide: number,
): Steps<DecodedImage> {
  const image = yield* readJpegInSteps(bytes, limits, minSide, false);
  const colourMayHelp = image.model === 'ycc' && isFlat(image.raster);
  if (colourMayHelp) freeMemory(image.raster.data);
  const { model: _, ...decoded } = colourMayHelp
    ? yield* readJpegInSteps(bytes, limits, minSide, true)
    : image;
  return decoded;
}

/**
 * Decodes a JPEG with or without its colour.
 *
 * @param bytes a file that starts with SOI
 * @param limits how large it may be
 * @param minSide pixels that the shorter side keeps if the picture is reduced
 * @param colour whether to decode colour; without it a colour picture costs little more than a grey one
 * @returns the picture and what its components meant
 * @throws ServiceError as `decodeJpeg` does
 */
export function readJpeg(
  bytes: Uint8Array,
  limits: ImageLimits,
  minSide: number,
  colour: boolean,
): DecodedImage & { model: ColourModel } {
  return runAtOnce(readJpegInSteps(bytes, limits, minSide, colour));
}

function* readJpegInSteps(
  bytes: Uint8Array,
  limits: ImageLimits,
  minSide: number,
  colour: boolean,
): Steps<DecodedImage & { model: ColourModel }> {
  const tables = createTables();
  let frame: Frame | null = null;
  let picture: Picture | null = null;
  let orientation: Orientation | null = null;
  let adobe: number | null = null;
  let jfif = false;
  let scans = 0;
  let hasEnd = false;

  let at = 0;
  while (!picture?.complete) {
    const segment = nextSegment(bytes, at);
    hasEnd = segment?.marker === Marker.EOI;
    if (segment === null || hasEnd) break;
    at = segment.dataEnd;
    yield SEGMENT_COST;
    if (segment.marker === Marker.SOS) {
      if (frame === null) return rejectJpeg('a scan before the frame header', segment.start);
      if (++scans > MAX_SCANS) rejectScans(segment.start);
      picture ??= startPicture(frame, colourModelOf(frame, jfif, adobe), minSide, colour);
      at = yield* picture.decodeScan(bytes, segment, tables);
    } else if (isStartOfFrame(segment.marker)) {
      if (frame) rejectJpeg('a second frame header', segment.start);
      frame = withHeight(readFrame(bytes, segment), bytes, segment.dataEnd);
      checkDimensions('JPEG', frame.width, frame.height, limits.maxJpegPixels, limits.maxSide);
    } else {
      readTables(bytes, segment, tables);
      orientation ??= orientationOf(bytes, segment);
      adobe ??= readAdobeTransform(bytes, segment);
      jfif ||= isJfif(bytes, segment);
    }
  }
  if (frame === null || picture === null)
    return hasEnd ? rejectJpeg('there is no scan', at) : refuseCutShort('jpeg', 'there is no scan', at);

  const raster = yield* picture.finish(hasEnd);
  const { width, height } = frame;
  return { ...turnUpright({ format: 'jpeg', width, height, raster }, orientation), model: picture.model };
}

/** The orientation in an Exif segment; null if it is another segment or has none. Another APP1 holds XMP. */
function orientationOf(bytes: Uint8Array, { marker, dataStart, dataEnd }: Segment): Orientation | null {
  if (marker !== Marker.APP1) return null;
  const data = bytes.subarray(dataStart, dataEnd);
  return hasExifIdentifier(data) ? readOrientation(data) : null;
}

function startPicture(frame: Frame, model: ColourModel, minSide: number, colour: boolean): Picture {
  const maxPixels = MAX_REDUCED_PIXELS / neededComponents(model, colour);
  const reduction = chooseReduction(frame.width, frame.height, minSide, REDUCTIONS, maxPixels);
  return new Picture(frame, model, (8 / reduction) as Points, colour);
}

/** A height of 0 is defined after the first scan, in a DNL segment (T.81 B.2.5); we need it before. */
function withHeight(frame: Frame, bytes: Uint8Array, from: number): Frame {
  if (frame.height > 0) return frame;
  for (let at = findMarker(bytes, from); at >= 0; at = findMarker(bytes, at + 2)) {
    if (bytes[at + 1] !== Marker.DNL || at + 6 > bytes.length) continue;
    const height = readUint16(bytes, at + 4);
    if (height > 0) return { ...frame, height };
  }
  return rejectJpeg('the frame has no height, and no DNL segment tells it', from);
}

function rejectScans(offset: number): never {
  refuseUnsupported('jpeg', `JPEG with more than ${MAX_SCANS} scans`, offset);
}
