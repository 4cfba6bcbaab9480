import type { Frame } from './frame';
import { Marker, type Segment } from './markers';

/** What the components of a frame mean. */
export type ColourModel = 'grey' | 'ycc' | 'rgb' | 'cmyk' | 'inverted-cmyk' | 'inverted-ycck';

/** Colour transform that an Adobe segment states: 0 none, 1 YCbCr, 2 YCCK (Adobe Technical Note 5116 §18). */
export type AdobeTransform = number;

const ADOBE = [0x41, 0x64, 0x6f, 0x62, 0x65];
const JFIF = [0x4a, 0x46, 0x49, 0x46, 0];

/**
 * @param bytes the file
 * @param segment any segment
 * @returns the transform, or null if this is not an Adobe segment
 */
export function readAdobeTransform(bytes: Uint8Array, segment: Segment): AdobeTransform | null {
  const { marker, dataStart, dataEnd } = segment;
  if (marker !== Marker.APP14 || dataEnd - dataStart < 12 || !startsWith(bytes, dataStart, ADOBE))
    return null;
  return bytes[dataStart + 11]!;
}

/** @returns whether this is a JFIF segment, which guarantees grey or YCbCr (JFIF 1.02, p. 2) */
export function isJfif(bytes: Uint8Array, { marker, dataStart, dataEnd }: Segment): boolean {
  return marker === Marker.APP0 && dataEnd - dataStart >= 5 && startsWith(bytes, dataStart, JFIF);
}

/**
 * Decides what the components mean. T.81 leaves this open; the rules are those of libjpeg (`jdapimin.c`), on which
 * viewers agree. CMYK and YCCK with an Adobe segment hold the inverse of ink, as Photoshop has always written them.
 *
 * @param frame header of the frame
 * @param jfif whether a JFIF segment was seen
 * @param adobe transform of the Adobe segment, or null if there is none
 */
export function colourModelOf(frame: Frame, jfif: boolean, adobe: AdobeTransform | null): ColourModel {
  switch (frame.components.length) {
    case 1:
      return 'grey';
    case 3: {
      if (jfif) return 'ycc';
      if (adobe !== null) return adobe === 0 ? 'rgb' : 'ycc';
      const ids = frame.components.map(({ id }) => String.fromCharCode(id)).join('');
      return ids === 'RGB' ? 'rgb' : 'ycc';
    }
    default:
      if (adobe === null) return 'cmyk';
      return adobe === 2 ? 'inverted-ycck' : 'inverted-cmyk';
  }
}

/**
 * @param model what the components mean
 * @param colour whether to decode colour even if brightness would suffice
 * @returns how many components, from the first, have to be decoded
 */
export function neededComponents(model: ColourModel, colour: boolean): number {
  switch (model) {
    case 'grey':
      return 1;
    case 'ycc':
      return colour ? 3 : 1;
    case 'rgb':
      return 3;
    case 'cmyk':
    case 'inverted-cmyk':
    case 'inverted-ycck':
      return 4;
  }
}

function startsWith(bytes: Uint8Array, at: number, pattern: readonly number[]): boolean {
  return pattern.every((byte, i) => bytes[at + i] === byte);
}
