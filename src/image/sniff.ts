import { ServiceError } from '../errors';
import type { ImageFormat } from './raster';

const ADVICE = 'Send a PNG or a JPEG';

/** A format that we know by its first bytes and do not read. `at` is where the pattern starts. */
interface ForeignFormat {
  readonly name: string;
  readonly at: number;
  readonly pattern: string;
  readonly advice: string;
}

const PHONE_ADVICE =
  'On an iPhone choose Settings > Camera > Formats > Most Compatible, or export it as JPEG';

// Signatures as listed by the WHATWG MIME Sniffing standard §6.1, TIFF 6.0 §2, ISO/IEC 14496-12 §4.3 (`ftyp` brands).
const FOREIGN_FORMATS: readonly ForeignFormat[] = [
  { name: 'GIF', at: 0, pattern: 'GIF8', advice: ADVICE },
  { name: 'WebP', at: 8, pattern: 'WEBP', advice: ADVICE },
  { name: 'BMP', at: 0, pattern: 'BM', advice: ADVICE },
  { name: 'TIFF', at: 0, pattern: 'II*\0', advice: ADVICE },
  { name: 'TIFF', at: 0, pattern: 'MM\0*', advice: ADVICE },
  { name: 'AVIF', at: 4, pattern: 'ftypavif', advice: ADVICE },
  { name: 'AVIF', at: 4, pattern: 'ftypavis', advice: ADVICE },
  { name: 'HEIC', at: 4, pattern: 'ftyphei', advice: PHONE_ADVICE },
  { name: 'HEIC', at: 4, pattern: 'ftyphev', advice: PHONE_ADVICE },
  { name: 'HEIC', at: 4, pattern: 'ftypmif1', advice: PHONE_ADVICE },
  { name: 'HEIC', at: 4, pattern: 'ftypmsf1', advice: PHONE_ADVICE },
  { name: 'JPEG 2000', at: 4, pattern: 'jP  ', advice: ADVICE },
  { name: 'JPEG XL', at: 4, pattern: 'JXL ', advice: ADVICE },
  { name: 'JPEG XL', at: 0, pattern: '\xff\x0a', advice: ADVICE },
  { name: 'PDF', at: 0, pattern: '%PDF-', advice: 'Send the page as a PNG or a JPEG' },
];

// SVG is text: an optional byte order mark, prolog, comments, then the root element, all within this many bytes.
const SVG_WINDOW = 1024;
const SVG_ROOT = /^(\xef\xbb\xbf)?\s*(<\?xml|<!--|<!doctype svg|<svg)/i;

const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';
const JPEG_START = '\xff\xd8\xff';

/**
 * Recognises a picture by its bytes; what a client declares is not trusted.
 *
 * @param bytes the whole file, of any length
 * @returns the format, if it is one that we read
 * @throws ServiceError `unsupported_format`, naming the format and what to send instead; `corrupt_png` where
 *   the PNG signature is there but was damaged in transport
 */
export function sniffFormat(bytes: Uint8Array): ImageFormat {
  if (startsWith(bytes, 0, PNG_SIGNATURE)) return 'png';
  if (startsWith(bytes, 0, JPEG_START)) return 'jpeg';

  if (isDamagedPngSignature(bytes)) {
    throw new ServiceError('corrupt_png', 'Cannot read PNG: its signature was damaged in transport', 0);
  }
  const foreign = FOREIGN_FORMATS.find(({ at, pattern }) => startsWith(bytes, at, pattern));
  if (foreign) {
    throw new ServiceError('unsupported_format', `Cannot read ${foreign.name}. ${foreign.advice}`, 0);
  }
  if (isSvg(bytes)) {
    throw new ServiceError('unsupported_format', `Cannot read SVG. ${ADVICE}`, 0);
  }
  const what = bytes.length === 0 ? 'the file is empty' : `the file starts with ${describeStart(bytes)}`;
  throw new ServiceError('unsupported_format', `Cannot recognise an image: ${what}. ${ADVICE}`, 0);
}

/** Whether bytes begin as a PNG or a JPEG does. */
export function isPicture(bytes: Uint8Array): boolean {
  return startsWith(bytes, 0, PNG_SIGNATURE) || startsWith(bytes, 0, JPEG_START);
}

function startsWith(bytes: Uint8Array, at: number, pattern: string): boolean {
  if (bytes.length < at + pattern.length) return false;
  for (let i = 0; i < pattern.length; i++) {
    if (bytes[at + i] !== pattern.charCodeAt(i)) return false;
  }
  return true;
}

/** The signature's odd bytes are there to catch text-mode transfers (PNG specification §5.2): most of it will do. */
function isDamagedPngSignature(bytes: Uint8Array): boolean {
  if (startsWith(bytes, 1, 'PNG')) return true;
  const matches = [...PNG_SIGNATURE].filter((char, i) => bytes[i] === char.charCodeAt(0));
  return matches.length >= 5;
}

function isSvg(bytes: Uint8Array): boolean {
  const start = String.fromCharCode(...bytes.subarray(0, SVG_WINDOW));
  return SVG_ROOT.test(start) && /<svg[\s>]/i.test(start);
}

function describeStart(bytes: Uint8Array): string {
  return [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
