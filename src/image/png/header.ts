import { rejectPng } from './chunk';

/** PNG specification §11.2.1, table 11.1. */
export const ColourType = { Grey: 0, Rgb: 2, Palette: 3, GreyAlpha: 4, Rgba: 6 } as const;
export type ColourType = (typeof ColourType)[keyof typeof ColourType];

/** The image header (IHDR): everything that determines the size of the data. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 1 | 2 | 4 | 8 | 16;
  readonly colourType: ColourType;
  /** Adam7, PNG specification §8.2. */
  readonly interlaced: boolean;
}

export const IHDR_LENGTH = 13;

const BIT_DEPTHS: Record<ColourType, readonly number[]> = {
  [ColourType.Grey]: [1, 2, 4, 8, 16],
  [ColourType.Rgb]: [8, 16],
  [ColourType.Palette]: [1, 2, 4, 8],
  [ColourType.GreyAlpha]: [8, 16],
  [ColourType.Rgba]: [8, 16],
};

/** Samples that make a pixel; the last one of two or four is alpha. */
export const SAMPLES_PER_PIXEL: Record<ColourType, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * Reads the data of an IHDR chunk, PNG specification §11.2.1.
 *
 * @param data the 13 bytes of the chunk
 * @param offset where they lie in the file, for messages
 * @returns the header, all fields legal
 * @throws ServiceError `corrupt_png`
 */
export function readHeader(data: Uint8Array, offset: number): PngHeader {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const bitDepth = view.getUint8(8);
  const colourType = view.getUint8(9);
  const compression = view.getUint8(10);
  const filter = view.getUint8(11);
  const interlace = view.getUint8(12);

  const reject = (what: string, at: number): never => rejectPng(`IHDR: ${what}`, offset + at);
  if (width === 0 || width > 0x7fffffff) reject(`width ${width} is not within 1 to 2147483647`, 0);
  if (height === 0 || height > 0x7fffffff) reject(`height ${height} is not within 1 to 2147483647`, 4);
  if (!isColourType(colourType)) return reject(`colour type ${colourType} is not one of 0, 2, 3, 4, 6`, 9);
  if (!isBitDepth(bitDepth, colourType)) {
    const legal = BIT_DEPTHS[colourType].join(', ');
    return reject(`bit depth ${bitDepth} is not one of ${legal} as colour type ${colourType} wants`, 8);
  }
  if (compression !== 0) reject(`compression method ${compression} is not 0`, 10);
  if (filter !== 0) reject(`filter method ${filter} is not 0`, 11);
  if (interlace > 1) reject(`interlace method ${interlace} is not 0 or 1`, 12);

  return { width, height, bitDepth, colourType, interlaced: interlace === 1 };
}

/**
 * @param header a checked header
 * @returns bits of one pixel as stored, 1 to 64
 */
export function bitsPerPixel(header: PngHeader): number {
  return SAMPLES_PER_PIXEL[header.colourType] * header.bitDepth;
}

function isColourType(value: number): value is ColourType {
  return value in BIT_DEPTHS;
}

function isBitDepth(value: number, colourType: ColourType): value is PngHeader['bitDepth'] {
  return BIT_DEPTHS[colourType].includes(value);
}
