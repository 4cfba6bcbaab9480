import { findMarker } from '../../../src/image/jpeg/markers';
import type { Random } from '../random';
import { anyByte, BYTE_MUTATIONS, below, join, pick } from './mutations';

/** A marker segment with what follows it: for SOS that is the entropy-coded data. */
interface Part {
  marker: number;
  /** Data after the length field; null for stand-alone markers. */
  data: Uint8Array | null;
  coded: Uint8Array;
  lengthError: number;
}

const MARKERS = [
  0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc9, 0xd0, 0xd7, 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xe1, 0xee,
];
const FIRST_STANDALONE = 0xd0;
const LAST_STANDALONE = 0xd9;
const SOS = 0xda;

/**
 * Damages a JPEG with knowledge of the format: segments are changed, moved, doubled and mislabelled, and
 * markers and stray bytes strewn over the entropy-coded data.
 *
 * @param bytes a valid JPEG
 * @param random decides all of it
 * @returns the broken file
 */
export function mutateJpeg(bytes: Uint8Array, random: Random): Uint8Array {
  if (random() < 0.15) return pick(random, BYTE_MUTATIONS)(bytes, random);
  const parts = readParts(bytes);
  for (let left = 1 + below(random, 3); left > 0; left--) mutateParts(parts, random);
  const file = join(Uint8Array.of(0xff, 0xd8), ...parts.map(writePart));
  return random() < 0.1 ? pick(random, BYTE_MUTATIONS)(file, random) : file;
}

function mutateParts(parts: Part[], random: Random): void {
  const at = below(random, parts.length);
  const part = parts[at];
  if (!part) return;
  const other = below(random, parts.length);
  switch (below(random, 9)) {
    case 0:
    case 1:
      if (part.data && part.data.length > 0) part.data = pick(random, BYTE_MUTATIONS)(part.data, random);
      return;
    case 2:
      part.marker = pick(random, MARKERS);
      return;
    case 3:
      parts.splice(at, 1);
      return;
    case 4:
      parts.splice(other, 0, { ...part });
      return;
    case 5:
      [parts[at], parts[other]] = [parts[other]!, part];
      return;
    case 6:
      part.lengthError = pick(random, [-2, -1, 1, 2, 100, 0xffff]);
      return;
    default:
      mutateCoded(parts, random);
  }
}

function mutateCoded(parts: Part[], random: Random): void {
  const scans = parts.filter(({ coded }) => coded.length > 0);
  if (scans.length === 0) return;
  const scan = pick(random, scans);
  if (random() < 0.5) {
    scan.coded = pick(random, BYTE_MUTATIONS)(scan.coded, random);
    return;
  }
  const at = below(random, scan.coded.length);
  const marker = Uint8Array.of(0xff, random() < 0.7 ? pick(random, MARKERS) : anyByte(random));
  scan.coded = join(scan.coded.subarray(0, at), marker, scan.coded.subarray(at));
}

function readParts(bytes: Uint8Array): Part[] {
  const parts: Part[] = [];
  for (let at = findMarker(bytes, 2); at >= 0; ) {
    const marker = bytes[at + 1]!;
    const alone = standsAlone(marker);
    const length = alone ? 0 : (bytes[at + 2]! << 8) | bytes[at + 3]!;
    const end = at + 2 + length;
    const next = findMarker(bytes, end);
    const coded =
      marker === SOS || alone ? bytes.subarray(end, next < 0 ? bytes.length : next) : new Uint8Array(0);
    parts.push({ marker, data: alone ? null : bytes.subarray(at + 4, end), coded, lengthError: 0 });
    at = next;
  }
  return parts;
}

function standsAlone(marker: number): boolean {
  return marker >= FIRST_STANDALONE && marker <= LAST_STANDALONE;
}

function writePart({ marker, data, coded, lengthError }: Part): Uint8Array {
  if (data === null) return join(Uint8Array.of(0xff, marker), coded);
  const length = (data.length + 2 + lengthError) & 0xffff;
  return join(Uint8Array.of(0xff, marker, length >> 8, length & 0xff), data, coded);
}
