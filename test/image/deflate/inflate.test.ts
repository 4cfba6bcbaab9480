import { deflateSync, inflateRawSync, inflateSync, constants as zlib } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BitField,
  EMPTY_DYNAMIC_BLOCK,
  packBits,
} from '../../../scripts/lib/bench/worst-files/empty-blocks';
import { DeflateInput } from '../../../src/image/deflate/deflate-input';
import { Inflate } from '../../../src/image/deflate/inflate';
import { readContainer } from '../../../src/image/png/container';
import { ImageDataReader } from '../../../src/image/png/image-data-reader';
import { buildPng, iend, ihdr } from '../../support/image/build-png';
import { expectRejection } from '../../support/image/rejection';

/** Inflates zlib data that lie in IDAT chunks of so many bytes, some at a time. Null where they end early. */
function inflate(
  zlibData: Uint8Array,
  total: number,
  most = total,
  chunkBytes = zlibData.length,
): number[] | null {
  const chunks = Array.from({ length: Math.ceil(zlibData.length / chunkBytes) }, (_, i) => ({
    type: 'IDAT',
    data: zlibData.subarray(i * chunkBytes, (i + 1) * chunkBytes),
  }));
  const file = buildPng([ihdr({ width: 1, height: 1 }), ...chunks, iend]);
  const stream = new Inflate(new DeflateInput(new ImageDataReader(file, readContainer(file))), total, most);
  const inflated: number[] = [];
  while (inflated.length < total) {
    const wanted = Math.min(most, total - inflated.length);
    const at = stream.take(wanted);
    if (at < 0) return null;
    inflated.push(...stream.window.output.subarray(at, at + wanted));
  }
  return inflated;
}

const MORE_THAN_THERE_IS = 10_000_000;

/** An empty block and its checksum: what zlib makes of them behind a header tells what it makes of the header. */
const NOTHING = [3, 0, 0, 0, 0, 1];

/** What zlib makes of the data, whatever their checksum: null where it refuses them or they end early. */
function zlibInflate(zlibData: Uint8Array): number[] | null {
  try {
    inflateSync(Uint8Array.of(...zlibData.subarray(0, 2), ...NOTHING));
    return [...inflateRawSync(zlibData.subarray(2))];
  } catch {
    return null;
  }
}

/** Data from noise to nothing but repetition, at near and far distances. */
const anyData = fc
  .record({
    length: fc.integer({ min: 1, max: 3000 }),
    period: fc.integer({ min: 1, max: 700 }),
    alphabet: fc.integer({ min: 1, max: 256 }),
    seed: fc.integer(),
  })
  .map(({ length, period, alphabet, seed }) =>
    Uint8Array.from({ length }, (_, i) => (Math.imul((i % period) + 1, seed | 1) >>> 13) % alphabet),
  );

const anyWay = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE, zlib.Z_FIXED),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
});

/** zlib data from their bits, behind a header. */
function fromBits(...fields: readonly BitField[]): Uint8Array {
  return Uint8Array.of(0x78, 0x9c, ...packBits(fields), ...new Array(20).fill(0));
}

describe('Inflate', () => {
  it('round-trips whatever zlib has deflated, for any chunks and read sizes', () => {
    const piece = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(anyData, anyWay, piece, piece, (data, way, most, chunkBytes) => {
        const whole = inflate(deflateSync(data, way), data.length, most, chunkBytes);
        expect(whole).toEqual([...data]);
      }),
      { numRuns: 300, seed: 6 },
    );
  });

  it('finds data 32,768 bytes back, long after the start was returned', () => {
    const start = Uint8Array.from({ length: 32_768 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24);
    const data = Uint8Array.of(...start, ...start, ...start.subarray(0, 777));
    expect(inflate(deflateSync(data, { level: 9 }), data.length, 1000)).toEqual([...data]);
  });

  it('accepts and refuses the same damaged data as zlib', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(anyData, anyWay, damage, (data, way, changes) => {
        const deflated = new Uint8Array(deflateSync(data, way));
        for (const [at, change] of changes) deflated[at % deflated.length]! ^= change;
        const expected = zlibInflate(deflated);
        let inflated: number[] | null = null;
        try {
          // Where zlib refuses, all there is: what comes behind the bytes that are wanted is not looked at.
          inflated = inflate(deflated, expected?.length || MORE_THAN_THERE_IS, 4096);
        } catch {}
        expect(inflated).toEqual(expected?.length === 0 ? null : expected);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('says that data cut short end early, wherever that is', () => {
    const data = Uint8Array.from({ length: 400 }, (_, i) => (i * i) % 251);
    for (const level of [0, 1, 9]) {
      const deflated = deflateSync(data, { level });
      // Checksum and end of block may be missing: the data are all there.
      for (let length = 1; length < deflated.length - 8; length++) {
        expect(inflate(deflated.subarray(0, length), data.length), `${length} bytes`).toBeNull();
      }
    }
  });

  it('does not read beyond the requested bytes', () => {
    const deflated = new Uint8Array(deflateSync(new Uint8Array(5000).fill(7), { level: 0 }));
    deflated.fill(0xff, 2000);
    expect(inflate(deflated, 1000)).toEqual(new Array(1000).fill(7));
  });
});

describe('Inflate limits', () => {
  it('takes 1,000 blocks without a byte, but not 24 MB of them', () => {
    const stored: BitField[] = [
      [1, 1],
      [0, 2],
      [0, 5],
    ];
    // 1,000 blocks of 90 bits end on a byte; so does the header of a stored block of no bytes.
    const blocks = (count: number) => new Array(count).fill(EMPTY_DYNAMIC_BLOCK).flat();
    const checksum = [0, 8, 0, 8].map((byte): BitField => [byte, 8]);
    expect(
      inflate(fromBits(...blocks(1000), ...stored, [1, 16], [0xfffe, 16], [7, 8], ...checksum), 1),
    ).toEqual([7]);
    const act = () => inflate(fromBits(...blocks(1001)), 1);
    expectRejection(act, 'unsupported_png', /change their code 1001 times in the first 0 bytes/);
  });

  it('takes all that zlib writes with the least memory', () => {
    const noise = Uint8Array.from({ length: 300_000 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 20) % 31);
    const deflated = deflateSync(noise, { memLevel: 1, strategy: zlib.Z_HUFFMAN_ONLY });
    expect(inflate(deflated, noise.length, 1000)).toHaveLength(noise.length);
  });
});

describe('Inflate refuses', () => {
  it.each([
    ['another method', Uint8Array.of(0x77, 0x85, 1, 2, 3, 4), /unknown compression method/],
    ['a header whose check is wrong', Uint8Array.of(0x78, 0x9d, 1, 2, 3, 4), /incorrect header check/],
    ['a window of more than 32 KB', Uint8Array.of(0x88, 0x1c, 1, 2, 3, 4), /invalid window size/],
    ['a preset dictionary', Uint8Array.of(0x78, 0x20, 1, 2, 3, 4), /preset dictionary/],
    ['a block of type 3', fromBits([1, 1], [3, 2]), /invalid block type/],
    [
      'a stored block whose lengths differ',
      fromBits([1, 1], [0, 7], [5, 16], [5, 16]),
      /stored block lengths/,
    ],
    ['more symbols than there are', fromBits([1, 1], [2, 2], [30, 5], [0, 5], [0, 4]), /too many length/],
    [
      'code lengths that no code can have',
      fromBits([1, 1], [2, 2], [0, 5], [0, 5], [0, 4], [1, 3], [1, 3], [1, 3], [0, 3]),
      /invalid code lengths set/,
    ],
    [
      'a repetition of nothing',
      fromBits([1, 1], [2, 2], [0, 5], [0, 5], [0, 4], [1, 3], [1, 3], [0, 3], [0, 3], [0, 1]),
      /invalid bit length repeat/,
    ],
    // Codes of the fixed alphabet are sent from their highest bit on: 0000001 is length 3, 11000110 is symbol 286.
    [
      'a match before the start',
      fromBits([1, 1], [1, 2], [0x40, 7], [0, 5]),
      /invalid distance too far back/,
    ],
    ['a distance symbol of 30', fromBits([1, 1], [1, 2], [0x40, 7], [0x0f, 5]), /invalid distance code/],
    ['a length symbol of 286', fromBits([1, 1], [1, 2], [0x63, 8]), /invalid literal\/length code/],
  ])('%s', (_, zlibData, message) => {
    expect(zlibInflate(zlibData)).toBeNull();
    const error = expectRejection(() => inflate(zlibData, 100), 'corrupt_png', message);
    expect(error.facts.offset).toBeGreaterThan(40);
  });
});
