import { ServiceError } from '../errors';

/**
 * Refuses a picture above the size limits, from its header alone.
 *
 * @param format name of the format for the message, such as `PNG`
 * @param width in pixels, as the header states it
 * @param height in pixels
 * @param maxPixels most pixels, width × height
 * @param maxSide longest side in pixels
 * @throws ServiceError `side_too_long` or `too_many_pixels`
 */
export function checkDimensions(
  format: string,
  width: number,
  height: number,
  maxPixels: number,
  maxSide: number,
): void {
  const side = width > height ? 'width' : 'height';
  const longest = Math.max(width, height);
  if (longest > maxSide) {
    throw new ServiceError(
      'side_too_long',
      `Cannot read ${format}: the picture is too large, its ${side} ${longest} exceeds the maximum of ${maxSide} ` +
        'pixels. Send a smaller copy of it',
    );
  }
  if (width * height > maxPixels) {
    throw new ServiceError(
      'too_many_pixels',
      `Cannot read ${format}: the picture is too large, ${width} × ${height} is ${width * height} pixels, the ` +
        `maximum is ${maxPixels}. Send a smaller copy of it`,
    );
  }
}
