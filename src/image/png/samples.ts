/**
 * One sample as stored, PNG specification §7.2: packed from the high bits down, 16 bits big-endian.
 */
export function sampleAt(source: Uint8Array, start: number, index: number, bitDepth: number): number {
  if (bitDepth === 8) return source[start + index]!;
  if (bitDepth === 16) return (source[start + 2 * index]! << 8) | source[start + 2 * index + 1]!;
  const bit = index * bitDepth;
  return (source[start + (bit >> 3)]! >> (8 - bitDepth - (bit & 7))) & ((1 << bitDepth) - 1);
}

/** PNG specification §13.12, the accurate formula: nearest of 256 levels. */
export function to8Bits(sample: number, bitDepth: number): number {
  if (bitDepth === 8) return sample;
  const largest = (1 << bitDepth) - 1;
  return Math.floor((sample * 255) / largest + 0.5);
}

/**
 * Takes 16-bit samples down to 8 bits.
 *
 * The whole-number form of `to8Bits`, from libpng's `png_do_scale_16_to_8`: the same for all 65,536 samples.
 */
export function narrow(source: Uint8Array, start: number, samples: number, target: Uint8Array): Uint8Array {
  for (let i = 0, from = start; i < samples; i++, from += 2) {
    const sample = (source[from]! << 8) | source[from + 1]!;
    target[i] = (sample * 255 + 32895) >> 16;
  }
  return target;
}
