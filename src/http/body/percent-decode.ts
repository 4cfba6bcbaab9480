const PERCENT = 0x25;

/**
 * Decodes percent-encoding (RFC 3986, section 2.1) in place. Percent signs that encode nothing stay.
 *
 * @returns the decoded bytes, at the beginning of those given
 */
export function percentDecode(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let length = bytes.indexOf(PERCENT);
  if (length === -1) return bytes;
  for (let at = length; at < bytes.length; at++) {
    const byte = bytes[at]!;
    const decoded = byte === PERCENT ? 16 * hexDigit(bytes[at + 1]) + hexDigit(bytes[at + 2]) : Number.NaN;
    if (Number.isNaN(decoded)) {
      bytes[length++] = byte;
    } else {
      bytes[length++] = decoded;
      at += 2;
    }
  }
  return bytes.subarray(0, length);
}

/** @returns the value of a hexadecimal digit in ASCII; NaN if it is none */
export function hexDigit(character: number | undefined): number {
  if (character === undefined) return Number.NaN;
  const lower = character | 0x20;
  if (character >= 0x30 && character <= 0x39) return character - 0x30;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : Number.NaN;
}
