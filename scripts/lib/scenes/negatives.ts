import type { Font } from 'opentype.js';
import type { Raster } from '../../../src/image/raster';
import { type Random, seededRandom } from '../random';
import { glyphShape } from './glyph-shape';
import { UNLIKE_DIGITS } from './negatives/letters';
import { scribble } from './negatives/scribble';
import { SYMBOLS } from './negatives/symbols';
import { renderShape } from './stress';
import { FIELD_SIDE } from './stress/digit-field';
import { between, integer, pick } from './stress/draw';
import { drawStrokes } from './stress/draw-strokes';

/** Sources of pictures without a single digit. */
export interface NegativeSources {
  readonly fonts: readonly Font[];
  /** Images of MNIST, 784 bytes each, to paste together. */
  readonly digits: Uint8Array;
}

/** Kinds of pictures without a single digit. */
export const NEGATIVE_KINDS = [
  'uniform-noise',
  'blank-with-noise',
  'letters',
  'shapes',
  'scribbles',
  'pasted-digits',
] as const;

export type NegativeKind = (typeof NEGATIVE_KINDS)[number];

/**
 * Makes a picture that a digit classifier should refuse.
 *
 * @param kind what it shows
 * @param seed any integer; the same arguments give the same picture
 * @param sources fonts for letters, digits for pasting
 */
export function renderNegative(kind: NegativeKind, seed: number, sources: NegativeSources): Raster {
  const random = seededRandom(NEGATIVE_KINDS.indexOf(kind), seed);
  switch (kind) {
    case 'uniform-noise':
      return uniformNoise(random);
    case 'blank-with-noise':
      return onPaper(new Uint8Array(FIELD_SIDE * FIELD_SIDE), random);
    case 'letters':
      return onPaper(glyphShape(pick(random, sources.fonts), pick(random, UNLIKE_DIGITS)), random);
    case 'shapes':
      return onPaper(drawStrokes(pick(random, SYMBOLS), between(random, 0.06, 0.16)), random);
    case 'scribbles':
      return onPaper(scribble(random), random);
    case 'pasted-digits':
      return pastedDigits(sources.digits, random);
  }
}

/** Rendered like digits, so that paper and light reveal nothing. */
function onPaper(shape: Uint8Array, random: Random): Raster {
  const family = pick(random, [
    'plain',
    'light-gradient',
    'sensor-noise',
    'inverted',
    'faint-pencil',
  ] as const);
  return renderShape(shape, family, pick(random, [1, 2] as const), integer(random, 0, 2 ** 30));
}

function uniformNoise(random: Random): Raster {
  const side = integer(random, 20, 120);
  const channels = pick(random, [1, 3] as const);
  const data = Uint8Array.from({ length: side * side * channels }, () => integer(random, 0, 255));
  return { width: side, height: side, channels, data };
}

/** Two to four digits in a row, as near to each other as people write them. */
function pastedDigits(digits: Uint8Array, random: Random): Raster {
  const count = integer(random, 2, 4);
  const pitch = integer(random, 20, 26);
  const width = 28 + pitch * (count - 1);
  const data = new Uint8Array(28 * width);
  for (let n = 0; n < count; n++) {
    const start = 784 * integer(random, 0, digits.length / 784 - 1);
    for (let i = 0; i < 784; i++) {
      const o = Math.floor(i / 28) * width + n * pitch + (i % 28);
      data[o] = Math.max(data[o]!, digits[start + i]!);
    }
  }
  return { width, height: 28, channels: 1, data: random() < 0.5 ? data : data.map((level) => 255 - level) };
}
