import type { ImageFormat } from '../domain';
import { ServiceError } from '../errors';

const NAMES: Record<ImageFormat, string> = { png: 'PNG', jpeg: 'JPEG' };

// Messages are for people who take photographs: what happened, then what to do. Details for programmers follow
// in brackets.

/**
 * @param format of the file
 * @param reason what is wrong, for those who know the format
 * @param offset where in the file, in bytes, or null
 * @throws ServiceError `corrupt_png` or `corrupt_jpeg`, always
 */
export function refuseDamaged(format: ImageFormat, reason: string, offset: number | null): never {
  throw new ServiceError(
    `corrupt_${format}`,
    `Cannot read ${NAMES[format]}: the file is damaged. Export or save the picture again and send that (${reason})`,
    { offset },
  );
}

/**
 * Refuses a truncated file. Parameters and error as of `refuseDamaged`.
 */
export function refuseCutShort(format: ImageFormat, reason: string, offset: number | null): never {
  throw new ServiceError(
    `corrupt_${format}`,
    `Cannot read ${NAMES[format]}: the file ends in the middle; it may not have been copied or uploaded completely. ` +
      `Send the whole file again (${reason})`,
    { offset },
  );
}

/**
 * @param format of the file
 * @param what such files are, behind "Cannot read"
 * @param offset where in the file, in bytes, or null
 * @throws ServiceError `unsupported_png` or `unsupported_jpeg`, always
 */
export function refuseUnsupported(format: ImageFormat, what: string, offset: number | null): never {
  throw new ServiceError(
    `unsupported_${format}`,
    `Cannot read ${what}. Save it as an ordinary PNG or JPEG with another program`,
    { offset },
  );
}
