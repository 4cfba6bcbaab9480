import { ServiceError } from '../../errors';
import { DeflateInput } from '../deflate/deflate-input';
import { Inflate } from '../deflate/inflate';
import { ByteRange } from './byte-range';
import { type Chunk, dataOf } from './chunk';

/** Keywords under which Exif data are kept as text. */
const KEYWORDS = ['Raw profile type exif', 'Raw profile type APP1'];

/** Exif data of a JPEG segment have 64 KB at most. */
const MAX_PROFILE_BYTES = 65_536;
/** Two digits a byte, a line's end after 72 of them, and the lines in front. */
const MAX_TEXT_BYTES = Math.ceil(MAX_PROFILE_BYTES * 2 * (73 / 72)) + 100;

/** The lines in front of the digits: a name, and the number of bytes. */
const PREAMBLE = /^\s*[^\n]*\n\s*(\d+)\s*\n/;
/** Longest preamble; those of ImageMagick and ExifTool have 20 characters. Where the text is all blanks, the time to match grows with its square. */
const MAX_PREAMBLE_CHARACTERS = 200;

/** @returns whether the chunk is a text (PNG specification §11.3.3) whose keyword promises Exif data */
export function isRawProfile(bytes: Uint8Array, { type, data, length }: Chunk): boolean {
  if (type !== 'zTXt' && type !== 'tEXt' && type !== 'iTXt') return false;
  return KEYWORDS.some((keyword) => {
    if (length <= keyword.length || bytes[data + keyword.length] !== 0) return false;
    for (let i = 0; i < keyword.length; i++) {
      if (bytes[data + i] !== keyword.charCodeAt(i)) return false;
    }
    return true;
  });
}

/**
 * Reads a raw profile: binary data written as text (a name, a length and hexadecimal digits), as ImageMagick and
 * ExifTool wrote it before PNG had an `eXIf` chunk.
 *
 * @param bytes the file
 * @param chunk a raw profile that lies within the file
 * @returns the data, up to 64 KB of them; null where there is no sense in the text
 */
export function readRawProfile(bytes: Uint8Array, chunk: Chunk): Uint8Array | null {
  const text = readText(bytes, chunk);
  const preamble = text === null ? null : PREAMBLE.exec(text.slice(0, MAX_PREAMBLE_CHARACTERS));
  if (text === null || preamble === null) return null;
  const length = Math.min(Number(preamble[1]), MAX_PROFILE_BYTES);
  const digits = text
    .slice(preamble[0].length)
    .replace(/\s+/g, '')
    .slice(0, 2 * length);
  if (!/^([0-9a-f]{2})+$/i.test(digits)) return null;
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

/** The text of a tEXt, zTXt or iTXt chunk, PNG specification §11.3.3.2 to §11.3.3.4; null for other chunks. */
function readText(bytes: Uint8Array, chunk: Chunk): string | null {
  const data = dataOf(bytes, chunk);
  const afterKeyword = data.indexOf(0) + 1;
  if (chunk.type === 'tEXt') return decodeLatin1(data.subarray(afterKeyword));
  if (chunk.type === 'zTXt') return inflateText(data.subarray(afterKeyword + 1));
  // Compression flag and method, a language and a translated keyword, each ended by a zero.
  const afterLanguage = data.indexOf(0, afterKeyword + 2) + 1;
  const afterTranslation = data.indexOf(0, afterLanguage) + 1;
  if (afterLanguage === 0 || afterTranslation === 0) return null;
  const rest = data.subarray(afterTranslation);
  return data[afterKeyword] === 1 ? inflateText(rest) : decodeLatin1(rest);
}

/** Inflates no more than the longest useful profile. */
function inflateText(zlibData: Uint8Array): string | null {
  try {
    const inflate = new Inflate(new DeflateInput(new ByteRange(zlibData)), MAX_TEXT_BYTES, MAX_TEXT_BYTES);
    const at = inflate.take(MAX_TEXT_BYTES);
    const length = at < 0 ? MAX_TEXT_BYTES + at : MAX_TEXT_BYTES;
    return decodeLatin1(inflate.window.output.subarray(0, length));
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
}

function decodeLatin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes.subarray(0, MAX_TEXT_BYTES));
}
