/** Characters that are decoded at a time, a multiple of four: `atob()` of megabytes holds them three times. */
const PIECE = 2 ** 16;
/** What `atob()` skips. */
const WHITESPACE = /[\t\n\f\r ]+/g;

/**
 * Decodes base64 as `atob()` does, with or without padding, without a copy of all of it on the way.
 *
 * @throws DOMException or RangeError where `atob()` throws
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const base64 = text.replace(WHITESPACE, '');
  const bytes = new Uint8Array(Math.ceil((base64.length * 3) / 4));
  let length = 0;
  for (let start = 0; start < base64.length; start += PIECE) {
    const piece = atob(base64.slice(start, start + PIECE));
    const isLast = start + PIECE >= base64.length;
    if (!isLast && piece.length < (PIECE * 3) / 4) throw new RangeError('Padding before the end');
    for (let i = 0; i < piece.length; i++) bytes[length++] = piece.charCodeAt(i);
  }
  return bytes.subarray(0, length);
}
