/** Characters per chunk: `atob()` needs three times the memory of its input. */
const CHUNK = 2 ** 16;
/** What `atob()` skips. */
const WHITESPACE = /[\t\n\f\r ]+/g;

/**
 * Decodes base64 as `atob()` does, with or without padding, and the URL-safe alphabet (RFC 4648 §5), without an
 * intermediate copy of all of it.
 *
 * @throws DOMException or RangeError if `atob()` would throw
 */
export function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil((base64.length * 3) / 4));
  let length = 0;
  let rest = '';
  let isPadded = false;
  for (let start = 0; start < base64.length; start += CHUNK) {
    const text = rest + toStandard(base64.slice(start, start + CHUNK));
    if (isPadded && text !== '') throw new RangeError('Padding before the end');
    const isLast = start + CHUNK >= base64.length;
    const end = isLast ? text.length : text.length - (text.length % 4);
    const chunk = atob(text.slice(0, end));
    for (let i = 0; i < chunk.length; i++) bytes[length++] = chunk.charCodeAt(i);
    isPadded ||= chunk.length < (end * 3) / 4;
    rest = text.slice(end);
  }
  return bytes.subarray(0, length);
}

function toStandard(text: string): string {
  return text.replace(WHITESPACE, '').replaceAll('-', '+').replaceAll('_', '/');
}
