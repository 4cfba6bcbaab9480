import { ServiceError } from '../../errors';
import { runAtOnce, type Steps } from '../../steps';
import { checkDimensions } from '../check-dimensions';
import { DeflateInput } from '../deflate/deflate-input';
import { ADVANCE_COST, Inflate } from '../deflate/inflate';
import type { ImageLimits } from '../limits';
import { turnUpright } from '../orient';
import type { DecodedImage, Raster } from '../raster';
import { chooseReduction, MAX_REDUCED_PIXELS } from '../reduction';
import { refuseCutShort } from '../refuse';
import { type Pass, passes } from './adam7';
import { createBoxSink } from './box-sink';
import { createByteSampleExpander } from './byte-samples';
import { rejectPng } from './chunk';
import { type PngContainer, readContainerInSteps } from './container';
import { bitsPerPixel, type PngHeader } from './header';
import { ImageDataReader } from './image-data-reader';
import { createRowExpander, type RowExpander } from './row-expander';
import { createPlacingSink, type RowSink } from './row-sink';
import { createScanline } from './scanline';
import { unfilter } from './unfilter';

// Scanlines are inflated some at a time, as many as the cache holds. On the 12-megapixel screenshot of `npm run
// bench:decode` any value from 4 to 256 KB takes the same time within noise.
const BLOCK_BYTES = 64 * 1024;

// The sums of all boxes are held until the last pass of an interlaced picture, at 4 bytes per channel.
const MAX_INTERLACED_PIXELS = MAX_REDUCED_PIXELS / 4;

/** Microseconds to inflate, unfilter and reduce a byte; photographs take less. */
const BYTE_COST = 0.008;

const ANY_FACTOR = Array.from({ length: 256 }, (_, i) => i + 1);

/**
 * Decodes a PNG: structure and limits first, then scanline by scanline, reduced on the way, and turned upright as its
 * Exif data ask.
 *
 * @param bytes a file that starts with the PNG signature
 * @param limits how large it may be
 * @param minSide pixels that the shorter side keeps if the picture is reduced
 * @returns its pixels, grey (1 channel), RGB (3) or RGBA (4)
 * @throws ServiceError `corrupt_png`, `unsupported_png`, `too_many_pixels`, `side_too_long` or
 *   `too_many_bytes`
 */
export function decodePng(bytes: Uint8Array, limits: ImageLimits, minSide: number): DecodedImage {
  return runAtOnce(decodePngInSteps(bytes, limits, minSide));
}

/** The same in steps. */
export function* decodePngInSteps(
  bytes: Uint8Array,
  limits: ImageLimits,
  minSide: number,
): Steps<DecodedImage> {
  const container = yield* readContainerInSteps(bytes);
  const { width, height, bitDepth, interlaced } = container.header;
  checkDimensions('PNG', width, height, limits.maxPngPixels, limits.maxSide);
  checkBytes(container.header, limits.maxPngBytes);

  const expander =
    bitDepth === 16 ? createByteSampleExpander(container, () => sink) : createRowExpander(container);
  const maxPixels = interlaced ? MAX_INTERLACED_PIXELS : MAX_REDUCED_PIXELS;
  const factor = chooseReduction(width, height, minSide, ANY_FACTOR, maxPixels);
  const sink: RowSink =
    factor === 1
      ? createPlacingSink(width, height, expander.channels)
      : createBoxSink(width, height, expander.channels, factor, interlaced);

  const raster = yield* readRows(bytes, container, expander, sink);
  return turnUpright({ format: 'png', width, height, raster }, container.orientation);
}

function checkBytes(header: PngHeader, maxBytes: number): void {
  const { width, height } = header;
  const bits = bitsPerPixel(header);
  const bytes = Math.ceil((width * height * bits) / 8);
  if (bytes <= maxBytes) return;
  throw new ServiceError(
    'too_many_bytes',
    `Cannot read PNG: the picture is too large, ${width} × ${height} pixels of ${bits} bits are ${bytes} bytes, the ` +
      `maximum is ${maxBytes}. Send a smaller copy of it`,
  );
}

function* readRows(
  bytes: Uint8Array,
  container: PngContainer,
  expander: RowExpander,
  sink: RowSink,
): Steps<Raster> {
  const { width, height, interlaced } = container.header;
  const pixelBits = bitsPerPixel(container.header);
  const layouts = passes(width, height, interlaced).map((pass) => layOut(pass, pixelBits));
  const total = layouts.reduce((sum, { pass, stride }) => sum + pass.height * stride, 0);
  const most = Math.max(...layouts.map(({ stride, blockRows }) => blockRows * stride));
  const data = new ImageDataReader(bytes, container);
  const input = new DeflateInput(data);
  const inflate = new Inflate(input, total, most);
  for (const layout of layouts) {
    const missing = yield* readPass(inflate, layout, expander, sink);
    if (missing > 0) rejectEarlyEnd(container.cutShort, missing, data.offsetOf(input.position));
  }
  return sink.finish();
}

function rejectEarlyEnd(cutShort: boolean, missing: number, offset: number): never {
  const reason = `IDAT: the image data ends ${missing} bytes early`;
  if (cutShort) refuseCutShort('png', reason, offset);
  return rejectPng(reason, offset);
}

/** A pass and how its scanlines are stored. */
interface PassLayout {
  readonly pass: Pass;
  /** Bytes of a scanline with the filter type in front of it. */
  readonly stride: number;
  /** Bytes to the same sample of the pixel to the left. */
  readonly filterDistance: number;
  /** Scanlines per batch. */
  readonly blockRows: number;
}

function layOut(pass: Pass, pixelBits: number): PassLayout {
  const stride = 1 + Math.ceil((pass.width * pixelBits) / 8);
  const blockRows = Math.min(pass.height, Math.max(1, Math.floor(BLOCK_BYTES / stride)));
  return { pass, stride, filterDistance: Math.max(1, pixelBits >> 3), blockRows };
}

/** Reads a pass; returns how many bytes are missing in the batch of rows where the data end. */
function* readPass(
  inflate: Inflate,
  { pass, stride, filterDistance, blockRows }: PassLayout,
  expander: RowExpander,
  sink: RowSink,
): Steps<number> {
  let row = createScanline(stride - 1);
  // The scanline above the first one counts as zeros (§9.2).
  let above = createScanline(stride - 1);
  const line = new Uint8Array(pass.width * expander.channels);
  const { output, view } = inflate.window;

  for (let firstRow = 0; firstRow < pass.height; firstRow += blockRows) {
    const rows = Math.min(blockRows, pass.height - firstRow);
    while (!inflate.advance(rows * stride)) yield ADVANCE_COST;
    let at = inflate.take(rows * stride);
    if (at < 0) return -at;
    for (let i = 0; i < rows; i++, at += stride) {
      unfilter(output[at]!, view, at + 1, row, above, filterDistance);
      sink.add(expander.expand(row.bytes, 0, pass.width, line), pass, firstRow + i);
      [row, above] = [above, row];
    }
    yield rows * stride * BYTE_COST;
  }
  return 0;
}
