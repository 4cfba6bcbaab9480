import type { PngContainer } from './container';
import { ColourType } from './header';
import { narrow, sampleAt, to8Bits } from './samples';

/** Turns stored scanlines into 8-bit channels. */
export interface RowExpander {
  /** Channels of the pixels it writes: grey, RGB or RGBA. */
  readonly channels: 1 | 3 | 4;
  /**
   * @param source buffer with an unfiltered scanline
   * @param start where the scanline starts
   * @param pixels how many to expand
   * @param target space for `pixels × channels` bytes
   * @returns the channels: `target`, or the scanline itself where it holds them as they are
   */
  expand(source: Uint8Array, start: number, pixels: number, target: Uint8Array): Uint8Array;
}

/**
 * Chooses how scanlines become pixels. A transparent colour or palette alpha (tRNS) turns into a fourth channel.
 *
 * @param container a checked PNG
 * @returns the expander for its colour type and bit depth
 */
export function createRowExpander(container: PngContainer): RowExpander {
  const { colourType, bitDepth } = container.header;
  switch (colourType) {
    case ColourType.Grey:
      return container.transparency ? keyedGrey(bitDepth, container.transparency) : opaqueGrey(bitDepth);
    case ColourType.Rgb:
      return container.transparency ? keyedRgb(bitDepth, container.transparency) : interleaved(3, bitDepth);
    case ColourType.Palette:
      return indexed(bitDepth, container.palette!, container.transparency);
    case ColourType.GreyAlpha:
      return greyAlpha(bitDepth);
    case ColourType.Rgba:
      return interleaved(4, bitDepth);
  }
}

function opaqueGrey(bitDepth: number): RowExpander {
  return {
    channels: 1,
    expand(source, start, pixels, target) {
      if (bitDepth === 8) return source.subarray(start, start + pixels);
      if (bitDepth === 16) return narrow(source, start, pixels, target);
      for (let x = 0; x < pixels; x++) target[x] = to8Bits(sampleAt(source, start, x, bitDepth), bitDepth);
      return target;
    },
  };
}

/** RGB and RGBA, 8 or 16 bits: already stored in the order needed. */
function interleaved(channels: 3 | 4, bitDepth: number): RowExpander {
  return {
    channels,
    expand(source, start, pixels, target) {
      const samples = pixels * channels;
      return bitDepth === 8
        ? source.subarray(start, start + samples)
        : narrow(source, start, samples, target);
    },
  };
}

function greyAlpha(bitDepth: number): RowExpander {
  return {
    channels: 4,
    expand(source, start, pixels, target) {
      for (let x = 0, to = 0; x < pixels; x++, to += 4) {
        const grey = to8Bits(sampleAt(source, start, 2 * x, bitDepth), bitDepth);
        const alpha = to8Bits(sampleAt(source, start, 2 * x + 1, bitDepth), bitDepth);
        setRgba(target, to, grey, grey, grey, alpha);
      }
      return target;
    },
  };
}

// tRNS names one colour by its stored samples, so it is compared before anything is scaled (§11.3.1.1). Files may
// carry bits above the depth there; they are to be ignored.
function keyedGrey(bitDepth: number, transparency: Uint8Array): RowExpander {
  const key = sampleAt(transparency, 0, 0, 16) & ((1 << bitDepth) - 1);
  return {
    channels: 4,
    expand(source, start, pixels, target) {
      for (let x = 0, to = 0; x < pixels; x++, to += 4) {
        const sample = sampleAt(source, start, x, bitDepth);
        const grey = to8Bits(sample, bitDepth);
        setRgba(target, to, grey, grey, grey, sample === key ? 0 : 255);
      }
      return target;
    },
  };
}

function keyedRgb(bitDepth: number, transparency: Uint8Array): RowExpander {
  const mask = (1 << bitDepth) - 1;
  const [redKey, greenKey, blueKey] = [0, 1, 2].map((i) => sampleAt(transparency, 0, i, 16) & mask);
  return {
    channels: 4,
    expand(source, start, pixels, target) {
      for (let x = 0, to = 0; x < pixels; x++, to += 4) {
        const red = sampleAt(source, start, 3 * x, bitDepth);
        const green = sampleAt(source, start, 3 * x + 1, bitDepth);
        const blue = sampleAt(source, start, 3 * x + 2, bitDepth);
        const alpha = red === redKey && green === greenKey && blue === blueKey ? 0 : 255;
        setRgba(target, to, to8Bits(red, bitDepth), to8Bits(green, bitDepth), to8Bits(blue, bitDepth), alpha);
      }
      return target;
    },
  };
}

/** Palette entries beyond the palette read as opaque black, as in libpng and browsers. */
function indexed(bitDepth: number, palette: Uint8Array, transparency: Uint8Array | null): RowExpander {
  const channels = transparency ? 4 : 3;
  const colours = new Uint8Array(256 * channels);
  for (let i = 0; i < 256; i++) {
    for (let channel = 0; channel < 3; channel++)
      colours[i * channels + channel] = palette[i * 3 + channel] ?? 0;
    if (transparency) colours[i * channels + 3] = transparency[i] ?? 255;
  }
  return {
    channels,
    expand(source, start, pixels, target) {
      for (let x = 0, to = 0; x < pixels; x++) {
        let from = sampleAt(source, start, x, bitDepth) * channels;
        for (let channel = 0; channel < channels; channel++) target[to++] = colours[from++]!;
      }
      return target;
    },
  };
}

function setRgba(
  target: Uint8Array,
  at: number,
  red: number,
  green: number,
  blue: number,
  alpha: number,
): void {
  target[at] = red;
  target[at + 1] = green;
  target[at + 2] = blue;
  target[at + 3] = alpha;
}
