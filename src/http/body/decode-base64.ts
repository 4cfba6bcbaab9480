/** Characters that are decoded at a time: `atob()` of megabytes holds them three times. */
const PIECE = 2 ** 16;
/** What `atob()` skips. */
const WHITESPACE = /[\t\n\f\r ]+/g;

/**
 * Decodes base64 as `atob()` does, with or without padding, and the URL-safe kind (RFC 4648 §5), without a copy of all of
 * it on the way.
 *
 * @throws DOMException or RangeError where `atob()` throws
 */
export function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil((base64.length * 3) / 4));
  let length = 0;
  let rest = '';
  let isPadded = false;
  for (let start = 0; start < base64.length; start += PIECE) {
    const text = rest + toUsual(base64.slice(start, start + PIECE));
    if (isPadded && text !== '') throw new RangeError('Padding before the end');
    const isLast = start + PIECE >= base64.length;
    const end = isLast ? text.length : text.length - (text.length % 4);
    const piece = atob(text.slice(0, end));
    for (let i = 0; i < piece.length; i++) bytes[length++] = piece.charCodeAt(i);
    isPadded ||= piece.length < (end * 3) / 4;
    rest = text.slice(end);
  }
  return bytes.subarray(0, length);
}

function toUsual(text: string): string {
  return text.replace(WHITESPACE, '').replaceAll('-', '+').replaceAll('_', '/');
}
