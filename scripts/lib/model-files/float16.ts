const bits = new DataView(new ArrayBuffer(4));

/**
 * Rounds to IEEE 754 half precision, to the nearest, ties to even.
 *
 * @param values within ±65504; beyond that they become infinite
 * @returns the 16-bit patterns
 * @example `encodeFloat16(new Float32Array([1, -2]))` is `[0x3c00, 0xc000]`
 */
export function encodeFloat16(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, encodeOne);
}

function encodeOne(value: number): number {
  bits.setFloat32(0, value);
  const pattern = bits.getUint32(0);
  const sign = (pattern >>> 16) & 0x8000;
  const magnitude = pattern & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // 65520 and more round to infinity.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // Below 2^-14 a half is a multiple of 2^-24: let float addition do the rounding.
  if (magnitude < 0x38800000) return sign | roundHalfToEven(Math.abs(value) * 2 ** 24);
  const rebiased = magnitude - (112 << 23);
  return sign | ((rebiased + 0xfff + ((rebiased >>> 13) & 1)) >>> 13);
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
