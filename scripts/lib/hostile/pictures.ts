import { rawProfileText, textChunk, tiffOrientation } from '../../../test/support/image/build-exif';
import { buildPng, idat, iend, ihdr } from '../../../test/support/image/build-png';
import { worstPng } from '../bench/worst-files/worst-pngs';
import { seededRandom } from '../random';
import { drawSeven, toJpeg, toPng } from '../scenes/sample-images';
import { type Attack, attack, rawRequest } from './attack';

const PNG = toPng(drawSeven(28));
const JPEG = toJpeg(drawSeven(28));
/** Grey rows of 28 pixels, each behind its filter. */
const ROWS = new Array(28 * 29).fill(0);
const UNFOLDED_BYTES = 10_000_000;

/** Pictures that unfold, lie about themselves, or are something else as well. */
export const PICTURE_ATTACKS: readonly Attack[] = [
  picture('a PNG of 30,000 × 30,000 pixels in a hundred bytes', 413, emptyPng(30_000, 30_000)),
  picture('a PNG of 2 billion columns', 413, emptyPng(2 ** 31 - 1, 1)),
  picture('a PNG of no rows', 400, emptyPng(28, 0)),
  picture('a PNG that unfolds to 10 MB where it should be 812 bytes', 200, bombPng()),
  picture('a PNG with a profile that unfolds to 10 MB', 200, profilePng('0'.repeat(UNFOLDED_BYTES))),
  picture('a PNG with a profile of blanks', 200, profilePng('', ' '.repeat(130_000))),
  picture('a JPEG of 65,535 × 65,535 pixels', 413, jpegOf(65_535, 65_535)),
  picture('a JPEG that ends in mid-scan', 400, JPEG.subarray(0, JPEG.length / 2)),
  picture('a PNG that ends in mid-file', 400, PNG.subarray(0, PNG.length / 2)),
  picture('a PNG that is an archive as well', 200, followedBy(PNG, 'PK\x03\x04'.padEnd(10_000))),
  picture('a JPEG that is a page as well', 200, followedBy(JPEG, '<script>alert(1)</script>')),
  picture('a GIF that is a script as well', 415, Buffer.from('GIF89a=1;alert(1)'.padEnd(1_000))),
  picture('a PDF that begins as a PNG', 400, followedBy(PNG.subarray(0, 8), '%PDF-1.7\n'.repeat(99))),
  picture('an SVG that reads a file', 415, Buffer.from('<svg><image href="file:///etc/passwd"/></svg>')),
  picture('100 kB of noise', 415, noise()),
  picture('100 kB of noise behind the signature of PNG', 400, followedBy(PNG.subarray(0, 8), noise())),
  picture('100 kB of noise behind the marker of JPEG', 400, followedBy(JPEG.subarray(0, 3), noise())),
];

/** A picture that takes tenths of a second. */
export const HEAVY_PICTURE: Attack = {
  name: 'a PNG of 110 kB that unfolds to 100 MB',
  bytes: () => {
    const picture = { width: 5000, height: 5000, bitDepth: 8, interlaced: false, noiseBytes: 0 } as const;
    return rawRequest({ body: worstPng(picture) });
  },
  statuses: [200],
};

function picture(name: string, status: number, body: Uint8Array): Attack {
  return attack(name, status, { body });
}

function emptyPng(width: number, height: number): Uint8Array {
  return buildPng([ihdr({ width, height }), idat([0]), iend]);
}

function bombPng(): Uint8Array {
  const header = ihdr({ width: 28, height: 28 });
  return buildPng([header, idat(new Uint8Array(UNFOLDED_BYTES)), iend]);
}

/** @param rest what follows the profile; @param text in its place, if there is one */
function profilePng(rest: string, text = rawProfileText('exif', tiffOrientation(6), rest)): Uint8Array {
  const profile = textChunk('zTXt', 'Raw profile type exif', text);
  return buildPng([ihdr({ width: 28, height: 28 }), profile, idat(ROWS), iend]);
}

/** Writes another size into the frame's header. */
function jpegOf(width: number, height: number): Uint8Array {
  const file = Buffer.from(JPEG);
  const frame = file.indexOf(Buffer.of(0xff, 0xc0));
  file.writeUInt16BE(height, frame + 5);
  file.writeUInt16BE(width, frame + 7);
  return file;
}

function followedBy(file: Uint8Array, rest: string | Uint8Array): Uint8Array {
  return Buffer.concat([file, typeof rest === 'string' ? Buffer.from(rest, 'latin1') : rest]);
}

function noise(): Uint8Array {
  const random = seededRandom(19);
  return Uint8Array.from({ length: 100_000 }, () => 256 * random());
}
