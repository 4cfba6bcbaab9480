import type { ImageFormat } from '../domain';
import { ServiceError } from '../errors';
import { ADVICE, FOREIGN_FORMATS, type ForeignFormat, TEXT_WINDOW } from './foreign-formats';
import { MANGLINGS } from './mangled-signatures';

const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';
const JPEG_START = '\xff\xd8\xff';
/** Characters of a text that a message quotes. */
const QUOTED_CHARACTERS = 24;
/** A byte order mark and blanks. */
const BLANKS = /^(\xef\xbb\xbf)?\s*/;

/**
 * Recognises a picture by its bytes; the client's declaration is not trusted.
 *
 * @param bytes the whole file, of any length
 * @returns the format, if it is one that we read
 * @throws ServiceError `unsupported_format`, naming what it is and what to send instead; `corrupt_png` or `corrupt_jpeg`
 *   for a picture that was damaged in transit
 */
export function sniffFormat(bytes: Uint8Array): ImageFormat {
  if (startsWith(bytes, 0, PNG_SIGNATURE)) return 'png';
  if (startsWith(bytes, 0, JPEG_START)) return 'jpeg';

  rejectMangled(bytes);
  const text = textOf(bytes);
  const foreign = FOREIGN_FORMATS.find((format) => matches(format, bytes, text));
  if (foreign === undefined) rejectDamagedPng(bytes);
  const message = foreign
    ? `Cannot read ${foreign.name}. ${foreign.advice}`
    : `Cannot recognise an image: ${describeStart(bytes, text)}. ${ADVICE}`;
  throw new ServiceError('unsupported_format', message, { offset: 0 });
}

/** Whether bytes begin like a PNG or a JPEG. */
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

function rejectMangled(bytes: Uint8Array): void {
  const mangling = MANGLINGS.find(({ start }) => startsWith(bytes, 0, start));
  if (mangling) {
    const format = mangling.code === 'corrupt_png' ? 'PNG' : 'JPEG';
    const message = `Cannot read ${format}: it ${mangling.cause}. Read and send it as bytes, not as a string`;
    throw new ServiceError(mangling.code, message, { offset: 0 });
  }
  const before = BLANKS.exec(latin1Of(bytes))?.[0].length ?? 0;
  if (before > 0 && isPicture(bytes.subarray(before))) rejectPreceded(bytes.subarray(before));
}

/** PHP and other templates send what stands around their code. */
function rejectPreceded(picture: Uint8Array): never {
  const [code, format] = startsWith(picture, 0, PNG_SIGNATURE)
    ? (['corrupt_png', 'PNG'] as const)
    : (['corrupt_jpeg', 'JPEG'] as const);
  const message = `Cannot read ${format}: there are blanks or a byte order mark before it, as scripts put them there. Send it without`;
  throw new ServiceError(code, message, { offset: 0 });
}

function rejectDamagedPng(bytes: Uint8Array): void {
  if (!isDamagedPngSignature(bytes)) return;
  const message = 'Cannot read PNG: its signature was damaged on its way. Send the file again, unchanged';
  throw new ServiceError('corrupt_png', message, { offset: 0 });
}

/** Most of the signature is enough. */
function isDamagedPngSignature(bytes: Uint8Array): boolean {
  if (startsWith(bytes, 1, 'PNG')) return true;
  const same = [...PNG_SIGNATURE].filter((char, i) => bytes[i] === char.charCodeAt(0));
  return same.length >= 5;
}

/** The beginning of a file as text, without byte order mark and leading whitespace. */
function textOf(bytes: Uint8Array): string {
  return latin1Of(bytes).replace(BLANKS, '');
}

function latin1Of(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, TEXT_WINDOW));
}

function matches({ signature, text: pattern }: ForeignFormat, bytes: Uint8Array, text: string): boolean {
  return signature ? startsWith(bytes, signature[1], signature[0]) : (pattern?.test(text) ?? false);
}

function describeStart(bytes: Uint8Array, text: string): string {
  if (bytes.length === 0) return 'the file is empty';
  const window = bytes.subarray(0, TEXT_WINDOW);
  if (window.every((byte) => byte === 0)) {
    return window.length === 1
      ? 'the file is a single zero byte'
      : `the file begins with ${window.length} zero bytes`;
  }
  const quoted = text.slice(0, QUOTED_CHARACTERS);
  if (quoted !== '' && /^[\t\n\r\x20-\x7e]*$/.test(quoted)) {
    return `the file is text that begins with ${JSON.stringify(quoted)}`;
  }
  return 'the file begins like no format that we know';
}
