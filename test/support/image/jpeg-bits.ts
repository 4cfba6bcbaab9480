/** Writes entropy-coded data: bits from the highest, a zero stuffed after 0xFF (T.81 B.1.1.5), padded with ones. */
export class BitWriter {
  private readonly bytes: number[] = [];
  private current = 0;
  private free = 8;

  write(value: number, size: number): void {
    for (let bit = size - 1; bit >= 0; bit--) {
      this.free--;
      this.current |= ((value >> bit) & 1) << this.free;
      if (this.free === 0) this.flushByte();
    }
  }

  /** Fills the last byte up and writes a marker behind it. */
  marker(code: number): void {
    this.align();
    this.bytes.push(0xff, code);
  }

  align(): void {
    while (this.free < 8) this.write(1, 1);
  }

  finish(): number[] {
    this.align();
    return this.bytes;
  }

  private flushByte(): void {
    this.bytes.push(this.current);
    if (this.current === 0xff) this.bytes.push(0);
    this.current = 0;
    this.free = 8;
  }
}

/** SSSS and the value bits of a coefficient or difference, T.81 F.1.2.1.1. */
export function sizeAndBits(value: number): { size: number; bits: number } {
  const size = 32 - Math.clz32(Math.abs(value));
  return { size, bits: value < 0 ? value + (1 << size) - 1 : value };
}
