/** Values of the characters of base64 and of its URL-safe alphabet (RFC 4648, sections 4 and 5), and of others: */
const SKIPPED = 64;
const PADDING = 65;
const INVALID = 255;
const VALUES = new Uint8Array(256).fill(INVALID);
for (const [value, character] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
].entries())
  VALUES[character.charCodeAt(0)] = value;
for (const [character, value] of Object.entries({ '-': 62, _: 63, '=': PADDING }))
  VALUES[character.charCodeAt(0)] = value;
for (const blank of '\t\n\f\r ') VALUES[blank.charCodeAt(0)] = SKIPPED;

/**
 * Decodes base64 as `atob()` does, and without padding, and the URL-safe alphabet, in place: a picture of megabytes is then
 * nowhere a second time. At most 3 ns a byte.
 *
 * @param text ASCII; overwritten with the result
 * @returns the decoded bytes, at its beginning
 * @throws RangeError if `atob()` would throw
 */
export function decodeBase64(text: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let length = 0;
  let characters = 0;
  let padding = 0;
  let group = 0;
  for (let at = 0; at < text.length; at++) {
    const value = VALUES[text[at]!]!;
    if (value === SKIPPED) continue;
    if (value === PADDING) {
      padding++;
      continue;
    }
    if (value === INVALID || padding > 0) throw new RangeError('Not base64');
    group = (group << 6) | value;
    if (++characters % 4 !== 0) continue;
    text[length++] = group >> 16;
    text[length++] = group >> 8;
    text[length++] = group;
  }
  const rest = characters % 4;
  const isPadded = padding === 0 || (padding <= 2 && (characters + padding) % 4 === 0);
  if (rest === 1 || !isPadded) throw new RangeError('Not base64');
  if (rest === 2) text[length++] = group >> 4;
  if (rest === 3) {
    text[length++] = group >> 10;
    text[length++] = group >> 2;
  }
  return text.subarray(0, length);
}
