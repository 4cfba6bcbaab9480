import { type Orientation, readOrientation } from '../exif';
import { type Chunk, crcFault, dataOf } from './chunk';
import { isRawProfile, readRawProfile } from './raw-profile';

// Reading a profile takes up to a millisecond, and a file of 25 MB can hold 100,000 of them.
const MAX_PROFILES = 4;

/**
 * Determines from a PNG's chunks how to turn the picture. The first `eXIf` decides, wherever it is: browsers
 * use it before the image data; ImageMagick writes it after them. If it says nothing, raw profiles are used, in which
 * ImageMagick and ExifTool kept Exif data before PNG had a chunk for them.
 */
export class Metadata {
  private exif: Chunk | null = null;
  private readonly profiles: Chunk[] = [];

  /** Records a complete chunk of any type. */
  note(bytes: Uint8Array, chunk: Chunk): void {
    if (chunk.type === 'eXIf') this.exif ??= chunk;
    else if (this.profiles.length < MAX_PROFILES && isRawProfile(bytes, chunk)) this.profiles.push(chunk);
  }

  /** @returns the first orientation that can be read, or null */
  readOrientation(bytes: Uint8Array): Orientation | null {
    for (const chunk of this.exif === null ? this.profiles : [this.exif, ...this.profiles]) {
      if (crcFault(bytes, chunk) !== null) continue;
      const exif = chunk.type === 'eXIf' ? dataOf(bytes, chunk) : readRawProfile(bytes, chunk);
      const orientation = exif === null ? null : readOrientation(exif);
      if (orientation !== null) return orientation;
    }
    return null;
  }
}
