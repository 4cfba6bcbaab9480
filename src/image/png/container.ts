import { ServiceError } from '../../errors';
import { readChunk, rejectPng } from './chunk';
import { ColourType, IHDR_LENGTH, type PngHeader, readHeader } from './header';

/** A PNG whose structure has been checked from the first byte to IEND; its image data is still compressed. */
export interface PngContainer {
  readonly header: PngHeader;
  /** PLTE: three bytes a colour, or null where the colour type has none. */
  readonly palette: Uint8Array | null;
  /** tRNS: alpha of each palette entry, or the one transparent colour; null where absent. */
  readonly transparency: Uint8Array | null;
  /** Where the run of IDAT chunks starts: the offset of the first one's length field. */
  readonly imageDataStart: number;
  /** One past the last IDAT chunk. */
  readonly imageDataEnd: number;
}

const SIGNATURE_LENGTH = 8;
const CRITICAL_BIT = 0x20;

/**
 * Checks every chunk of a PNG: length inside the file, CRC, order and multiplicity (PNG specification §5.6). Chunks
 * that do not change pixels are passed over unread, animation frames among them; what follows IEND is ignored.
 *
 * @param bytes a file that starts with the PNG signature
 * @returns the parts that matter to the pixels
 * @throws ServiceError `corrupt_png` or `unsupported_png`, with the offset
 */
export function readContainer(bytes: Uint8Array): PngContainer {
  let header: PngHeader | null = null;
  let palette: Uint8Array | null = null;
  let transparency: Uint8Array | null = null;
  let imageDataStart = 0;
  let imageDataEnd = 0;

  let at = SIGNATURE_LENGTH;
  for (;;) {
    const chunk = readChunk(bytes, at);
    const data = bytes.subarray(chunk.data, chunk.data + chunk.length);
    const beforeImageData = imageDataStart === 0;

    if (header === null) {
      if (chunk.type !== 'IHDR') rejectPng(`the first chunk is ${chunk.type}, not IHDR`, at);
      if (chunk.length !== IHDR_LENGTH)
        rejectPng(`IHDR: ${chunk.length} bytes instead of ${IHDR_LENGTH}`, at);
      header = readHeader(data, chunk.data);
    } else if (chunk.type === 'IHDR') {
      rejectPng('a second IHDR', at);
    } else if (chunk.type === 'PLTE') {
      if (palette !== null) rejectPng('a second PLTE', at);
      if (!beforeImageData || transparency !== null) rejectPng('PLTE is out of order', at);
      palette = checkPalette(data, header, at);
    } else if (chunk.type === 'tRNS') {
      if (transparency !== null) rejectPng('a second tRNS', at);
      if (!beforeImageData) rejectPng('tRNS after the image data', at);
      transparency = checkTransparency(data, header, palette, at);
    } else if (chunk.type === 'IDAT') {
      if (beforeImageData) imageDataStart = at;
      else if (imageDataEnd !== at) rejectPng('IDAT chunks are not consecutive', at);
      imageDataEnd = chunk.end;
    } else if (chunk.type === 'IEND') {
      if (beforeImageData) rejectPng('no image data (IDAT) before IEND', at);
      break;
    } else if ((bytes[at + 4]! & CRITICAL_BIT) === 0) {
      const hint = chunk.type === 'CgBI' ? ", Apple's own variant of PNG" : '';
      const message = `Cannot decode PNG: the critical chunk ${chunk.type} is unknown${hint}`;
      throw new ServiceError('unsupported_png', message, at);
    }
    at = chunk.end;
  }

  if (header.colourType === ColourType.Palette && palette === null)
    rejectPng('PLTE is missing', imageDataStart);
  return { header, palette, transparency, imageDataStart, imageDataEnd };
}

function checkPalette(data: Uint8Array, header: PngHeader, at: number): Uint8Array | null {
  const { colourType, bitDepth } = header;
  if (colourType === ColourType.Grey || colourType === ColourType.GreyAlpha) {
    rejectPng(`PLTE is not allowed with colour type ${colourType}`, at);
  }
  const most = colourType === ColourType.Palette ? 2 ** bitDepth : 256;
  const entries = data.length / 3;
  if (!Number.isInteger(entries) || entries === 0 || entries > most) {
    rejectPng(`PLTE: ${data.length} bytes are not 1 to ${most} colours of 3 bytes`, at);
  }
  return data;
}

function checkTransparency(
  data: Uint8Array,
  header: PngHeader,
  palette: Uint8Array | null,
  at: number,
): Uint8Array {
  switch (header.colourType) {
    case ColourType.Grey:
      if (data.length !== 2) rejectPng(`tRNS: ${data.length} bytes instead of 2`, at);
      return data;
    case ColourType.Rgb:
      if (data.length !== 6) rejectPng(`tRNS: ${data.length} bytes instead of 6`, at);
      return data;
    case ColourType.Palette:
      if (palette === null) return rejectPng('tRNS before PLTE', at);
      if (data.length > palette.length / 3) {
        rejectPng(`tRNS: ${data.length} entries, the palette has ${palette.length / 3}`, at);
      }
      return data;
    default:
      return rejectPng(`tRNS is not allowed with colour type ${header.colourType}`, at);
  }
}
