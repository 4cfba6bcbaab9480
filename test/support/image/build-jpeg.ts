import { BitWriter, sizeAndBits } from './jpeg-bits';

/** A component by its coefficients, so that a test knows exactly what a file holds. */
export interface ComponentSpec {
  readonly id: number;
  readonly horizontal: number;
  readonly vertical: number;
  /** The 64 quantized coefficients, in zigzag order, of the block in this row and column; also beyond the edge. */
  readonly block: (row: number, column: number) => ArrayLike<number>;
}

/** A scan: components by index; the rest matters to progressive frames alone. */
export interface ScanSpec {
  readonly components: readonly number[];
  readonly from?: number;
  readonly to?: number;
  readonly high?: number;
  readonly low?: number;
}

export interface JpegSpec {
  readonly width: number;
  readonly height: number;
  readonly components: readonly ComponentSpec[];
  readonly scans: readonly ScanSpec[];
  readonly progressive?: boolean;
  /** MCUs between restart markers. */
  readonly restartInterval?: number;
  /** Q_k in zigzag order; all 1 where left out. */
  readonly quantization?: ArrayLike<number>;
  /** Length of all Huffman codes: 8, or 15 to go beyond any look-ahead. */
  readonly codeLength?: 8 | 15;
  /** Segments between SOI and the rest. */
  readonly extra?: readonly number[];
  /** Whether the height is left to a DNL segment after the first scan. */
  readonly heightInDnl?: boolean;
}

/** Writes a JPEG file from its coefficients: T.81 annexes F and G, without any care for size. */
export function buildJpeg(spec: JpegSpec): Uint8Array {
  const { components, scans, progressive = false, codeLength = 8, restartInterval = 0 } = spec;
  const bytes: number[] = [0xff, 0xd8, ...(spec.extra ?? [])];
  bytes.push(...quantizationSegment(spec.quantization ?? new Array(64).fill(1)));
  const height = spec.heightInDnl ? 0 : spec.height;
  bytes.push(
    ...segment(progressive ? 0xc2 : 0xc0, [
      ...[8, ...uint16(height), ...uint16(spec.width), components.length],
      ...components.flatMap(({ id, horizontal, vertical }) => [id, (horizontal << 4) | vertical, 0]),
    ]),
  );
  bytes.push(...huffmanSegment(0x00, codeLength), ...huffmanSegment(0x10, codeLength));
  if (restartInterval > 0) bytes.push(...segment(0xdd, uint16(restartInterval)));
  scans.forEach((scan, i) => {
    const { from = 0, to = 63, high = 0, low = 0 } = scan;
    const selectors = scan.components.flatMap((index) => [components[index]!.id, 0]);
    bytes.push(...segment(0xda, [scan.components.length, ...selectors, from, to, (high << 4) | low]));
    bytes.push(...new ScanWriter(spec, scan).encode());
    if (i === 0 && spec.heightInDnl) bytes.push(...segment(0xdc, uint16(spec.height)));
  });
  bytes.push(0xff, 0xd9);
  return Uint8Array.from(bytes);
}

export function segment(marker: number, data: readonly number[]): number[] {
  return [0xff, marker, ...uint16(data.length + 2), ...data];
}

export function uint16(value: number): number[] {
  return [value >> 8, value & 0xff];
}

/** 8-bit elements where they fit, else 16-bit. */
function quantizationSegment(table: ArrayLike<number>): number[] {
  const elements = Array.from(table);
  const wide = elements.some((element) => element > 255);
  return segment(0xdb, [wide ? 0x10 : 0x00, ...(wide ? elements.flatMap(uint16) : elements)]);
}

/**
 * Symbol s gets code s, so that no table has to be carried around; 255 gets the next code that is one longer,
 * for a byte counts codes of a length. DC tables may only hold sizes.
 */
function huffmanSegment(slot: number, codeLength: 8 | 15): number[] {
  const symbols = slot < 0x10 ? 16 : 256;
  const counts = new Array(16).fill(0);
  counts[codeLength - 1] = Math.min(symbols, 255);
  if (symbols === 256) counts[codeLength] = 1;
  return segment(0xc4, [slot, ...counts, ...Array.from({ length: symbols }, (_, symbol) => symbol)]);
}

/** One scan: keeps DC predictions and the end-of-band run. */
class ScanWriter {
  private readonly out = new BitWriter();
  private readonly predictions: number[] = [];
  private bandRun = 0;
  /** Correction bits that follow the run's code. */
  private runBits: number[] = [];

  constructor(
    private readonly spec: JpegSpec,
    private readonly scan: ScanSpec,
  ) {}

  encode(): number[] {
    const { width, height, components, restartInterval = 0 } = this.spec;
    const maxHorizontal = Math.max(...components.map(({ horizontal }) => horizontal));
    const maxVertical = Math.max(...components.map(({ vertical }) => vertical));
    const only = this.scan.components.length === 1 ? components[this.scan.components[0]!]! : null;
    const unitWidth = only ? (8 * maxHorizontal) / only.horizontal : 8 * maxHorizontal;
    const unitHeight = only ? (8 * maxVertical) / only.vertical : 8 * maxVertical;
    const across = Math.ceil(width / unitWidth);
    const down = Math.ceil(height / unitHeight);
    for (let mcu = 0; mcu < across * down; mcu++) {
      if (restartInterval > 0 && mcu > 0 && mcu % restartInterval === 0) {
        this.flushRun();
        this.out.marker(0xd0 + ((mcu / restartInterval - 1) & 7));
        this.predictions.length = 0;
      }
      const row = Math.floor(mcu / across);
      const column = mcu % across;
      for (const index of this.scan.components) this.unit(index, row, column, only !== null);
    }
    this.flushRun();
    return this.out.finish();
  }

  private unit(index: number, row: number, column: number, single: boolean): void {
    const { horizontal, vertical, block } = this.spec.components[index]!;
    if (single) {
      this.block(index, block(row, column));
      return;
    }
    for (let v = 0; v < vertical; v++) {
      for (let h = 0; h < horizontal; h++)
        this.block(index, block(row * vertical + v, column * horizontal + h));
    }
  }

  private block(index: number, coefficients: ArrayLike<number>): void {
    const { from = 0, to = 63, high = 0, low = 0 } = this.scan;
    if (!this.spec.progressive) {
      this.difference(index, coefficients[0]!);
      this.band(coefficients, 1, 63, 0, true);
    } else if (from === 0) {
      if (high === 0) this.difference(index, coefficients[0]! >> low);
      else this.out.write((coefficients[0]! >> low) & 1, 1);
    } else if (high === 0) this.band(coefficients, from, to, low, false);
    else this.refine(coefficients, from, to, low);
  }

  private difference(index: number, value: number): void {
    const { size, bits } = sizeAndBits(value - (this.predictions[index] ?? 0));
    this.predictions[index] = value;
    this.symbol(size);
    this.out.write(bits, size);
  }

  /** F.1.2.2, and G.1.2.2 where blocks may end in a run. */
  private band(c: ArrayLike<number>, from: number, to: number, low: number, sequential: boolean): void {
    let run = 0;
    for (let k = from; k <= to; k++) {
      const value = Math.trunc(c[k]! / 2 ** low);
      if (value === 0) {
        run++;
        continue;
      }
      this.flushRun();
      for (; run > 15; run -= 16) this.symbol(0xf0);
      const { size, bits } = sizeAndBits(value);
      this.symbol((run << 4) | size);
      this.out.write(bits, size);
      run = 0;
    }
    if (run === 0) return;
    if (sequential) this.symbol(0);
    else this.endBand([]);
  }

  /** G.1.2.3 */
  private refine(c: ArrayLike<number>, from: number, to: number, low: number): void {
    const magnitude = (k: number) => Math.floor(Math.abs(c[k]!) / 2 ** low);
    let last = from - 1;
    for (let k = from; k <= to; k++) if (magnitude(k) === 1) last = k;
    let run = 0;
    let corrections: number[] = [];
    for (let k = from; k <= to; k++) {
      const now = magnitude(k);
      if (now === 0) {
        run++;
      } else if (now > 1) {
        corrections.push(now & 1);
      } else {
        this.flushRun();
        this.symbol((run << 4) | 1);
        this.out.write(c[k]! > 0 ? 1 : 0, 1);
        for (const bit of corrections) this.out.write(bit, 1);
        corrections = [];
        run = 0;
      }
      // Sixteen zeros before a coefficient that is still to come need a code of their own.
      if (run === 16 && k < last) {
        this.flushRun();
        this.symbol(0xf0);
        for (const bit of corrections) this.out.write(bit, 1);
        corrections = [];
        run = 0;
      }
    }
    if (run > 0 || corrections.length > 0) this.endBand(corrections);
  }

  private endBand(corrections: number[]): void {
    this.bandRun++;
    this.runBits.push(...corrections);
    if (this.bandRun === 0x7fff) this.flushRun();
  }

  private flushRun(): void {
    if (this.bandRun === 0) return;
    const category = 31 - Math.clz32(this.bandRun);
    this.symbol(category << 4);
    this.out.write(this.bandRun - (1 << category), category);
    for (const bit of this.runBits) this.out.write(bit, 1);
    this.bandRun = 0;
    this.runBits = [];
  }

  private symbol(symbol: number): void {
    const { codeLength = 8 } = this.spec;
    if (symbol === 255) this.out.write(510, codeLength + 1);
    else this.out.write(symbol, codeLength);
  }
}
