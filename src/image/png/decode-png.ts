import { ServiceError } from '../../errors';
import { checkDimensions } from '../check-dimensions';
import type { ImageLimits } from '../limits';
import type { DecodedImage, Raster } from '../raster';
import { chooseReduction, MAX_REDUCED_PIXELS } from '../reduction';
import { type Pass, passes } from './adam7';
import { createBoxSink } from './box-sink';
import { type PngContainer, readContainer } from './container';
import { bitsPerPixel, type PngHeader } from './header';
import { InflateStream } from './inflate-stream';
import { createRowExpander, type RowExpander } from './row-expander';
import { createPlacingSink, type RowSink } from './row-sink';
import { unfilter } from './unfilter';

// Scanlines are inflated some at a time: zlib is fastest with room ahead, and the cache holds this much.
const BLOCK_BYTES = 64 * 1024;

// The sums of all boxes are held at once while the passes of an interlaced picture come in, at 4 bytes a channel.
const MAX_INTERLACED_PIXELS = MAX_REDUCED_PIXELS / 4;

const ANY_FACTOR = Array.from({ length: 256 }, (_, i) => i + 1);

/**
 * Decodes a PNG: structure and limits first, then scanline by scanline, reduced on the way.
 *
 * @param bytes a file that starts with the PNG signature
 * @param limits how large it may be
 * @param minSide pixels that the shorter side keeps where the picture is reduced
 * @returns its pixels, grey (1 channel), RGB (3) or RGBA (4)
 * @throws ServiceError `corrupt_png`, `unsupported_png`, `too_many_pixels`, `side_too_long` or
 *   `too_many_bytes`
 */
export function decodePng(bytes: Uint8Array, limits: ImageLimits, minSide: number): DecodedImage {
  const container = readContainer(bytes);
  const { width, height, interlaced } = container.header;
  checkDimensions('PNG', width, height, limits.maxPngPixels, limits.maxSide);
  checkBytes(container.header, limits.maxPngBytes);

  const expander = createRowExpander(container);
  const maxPixels = interlaced ? MAX_INTERLACED_PIXELS : MAX_REDUCED_PIXELS;
  const factor = chooseReduction(width, height, minSide, ANY_FACTOR, maxPixels);
  const sink =
    factor === 1
      ? createPlacingSink(width, height, expander.channels)
      : createBoxSink(width, height, expander.channels, factor, interlaced);

  const raster = readRows(new InflateStream(bytes, container), container, expander, sink);
  return { format: 'png', sourceWidth: width, sourceHeight: height, raster };
}

function checkBytes(header: PngHeader, maxBytes: number): void {
  const { width, height } = header;
  const bits = bitsPerPixel(header);
  const bytes = Math.ceil((width * height * bits) / 8);
  if (bytes <= maxBytes) return;
  throw new ServiceError(
    'too_many_bytes',
    `Cannot decode PNG: ${width} × ${height} pixels of ${bits} bits are ${bytes} bytes, the maximum is ${maxBytes}`,
  );
}

function readRows(
  stream: InflateStream,
  container: PngContainer,
  expander: RowExpander,
  sink: RowSink,
): Raster {
  const { width, height, interlaced } = container.header;
  for (const pass of passes(width, height, interlaced)) {
    readPass(stream, pass, bitsPerPixel(container.header), expander, sink);
  }
  stream.finish();
  return sink.finish();
}

function readPass(
  stream: InflateStream,
  pass: Pass,
  pixelBits: number,
  expander: RowExpander,
  sink: RowSink,
): void {
  const rowBytes = Math.ceil((pass.width * pixelBits) / 8);
  const stride = 1 + rowBytes;
  const filterDistance = Math.max(1, pixelBits >> 3);
  const blockRows = Math.min(pass.height, Math.max(1, Math.floor(BLOCK_BYTES / stride)));
  const block = new Uint8Array(blockRows * stride);
  const line = new Uint8Array(pass.width * expander.channels);
  // The scanline above the first one counts as zeros (§9.2); later it is the last one of the block before.
  const carried = new Uint8Array(rowBytes);

  for (let firstRow = 0; firstRow < pass.height; firstRow += blockRows) {
    const rows = Math.min(blockRows, pass.height - firstRow);
    stream.read(block, rows * stride);
    let above = carried;
    for (let row = 0; row < rows; row++) {
      const start = row * stride + 1;
      unfilter(block[start - 1]!, block, start, rowBytes, above, filterDistance);
      above = block.subarray(start, start + rowBytes);
      sink.add(expander.expand(block, start, pass.width, line), pass, firstRow + row);
    }
    carried.set(above);
  }
}
