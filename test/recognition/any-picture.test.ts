import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openModels } from '../../scripts/lib/model-files/open-models';
import { gaussian, seededRandom } from '../../scripts/lib/random';
import { drawEuropeanDigit } from '../../scripts/lib/scenes/handwriting/european-digits';
import { type NegativeSources, renderNegative } from '../../scripts/lib/scenes/negatives';
import { drawSeven } from '../../scripts/lib/scenes/sample-images';
import { renderStress, SEVERITIES } from '../../scripts/lib/scenes/stress';
import { overlap } from '../../src/eye/eye-map';
import type { Raster } from '../../src/image/raster';
import type { LoadedModel } from '../../src/inference/registry';
import { findDigit, type Recognition, recognizeRaster } from '../../src/recognition/recognize';
import { canvas, fillRect, recolour } from '../support/image/canvas';

const [TABLE, PAPER, INK] = [60, 230, 20];
const SIDE = 112;

let model: LoadedModel;

beforeAll(async () => {
  model = await (await openModels()).load();
}, 120_000);

const read = (raster: Raster): Recognition => recognizeRaster(raster, model);

/** The digit, or why there is none. */
function answerTo(raster: Raster): number | string {
  const { digit, rejectReason } = read(raster);
  return rejectReason ?? digit;
}

/** A digit as it might be drawn, by share of ink: 112×112. */
interface Drawn {
  readonly label: number;
  readonly ink: (x: number, y: number) => number;
}

/** A 7, and digits in European shapes with a pen of usual width. */
const DRAWN: readonly Drawn[] = [
  { label: 7, ink: inkOf(drawSeven(SIDE).data.map((level) => level / 255)) },
  ...[2, 4, 6, 8, 11].map((seed) => {
    const { label, shape } = drawEuropeanDigit(seed);
    return { label, ink: inkOf(shape) };
  }),
];

function inkOf(shape: Uint8Array): Drawn['ink'] {
  return (x, y) =>
    x < 0 || y < 0 || x >= 1 || y >= 1 ? 0 : shape[Math.floor(y * SIDE) * SIDE + Math.floor(x * SIDE)]!;
}

/** Draws a digit on a picture: `at` is the square that its 112×112 fill. */
function write(
  picture: Raster,
  { ink }: Drawn,
  at: { x: number; y: number; side: number },
  level = INK,
): Raster {
  const data = picture.data.map((paper, i) => {
    const [x, y] = [i % picture.width, Math.floor(i / picture.width)];
    return paper + (level - paper) * ink((x + 0.5 - at.x) / at.side, (y + 0.5 - at.y) / at.side);
  });
  return { ...picture, data };
}

/** A digit in the middle of a sheet. */
function onSheet(drawn: Drawn, side: number, paper = PAPER, level = INK): Raster {
  return write(canvas(side, side, paper), drawn, { x: 0, y: 0, side }, level);
}

const negative = (raster: Raster): Raster => ({ ...raster, data: raster.data.map((level) => 255 - level) });
const map = (raster: Raster, change: (level: number, x: number, y: number) => number): Raster => ({
  ...raster,
  data: raster.data.map((level, i) => change(level, i % raster.width, Math.floor(i / raster.width))),
});

/** What may be in the way of a digit, and how it looks. */
const TROUBLES: readonly [string, (drawn: Drawn) => Raster][] = [
  ['nothing', (drawn) => onSheet(drawn, 120)],
  ['light ink on dark paper', (drawn) => negative(onSheet(drawn, 120))],
  ['a frame along the border', (drawn) => framed(drawn, 120, 0, 3)],
  ['a frame within the border', (drawn) => framed(drawn, 150, 8, 2)],
  ['a bright frame around a black canvas', (drawn) => negative(framed(drawn, 120, 0, 4))],
  [
    'a frame of which half lies in the shade',
    (drawn) => map(framed(drawn, 120, 2, 2), (level, x) => (x < 60 ? level / 2 : level)),
  ],
  ['a table, on which its sheet lies', (drawn) => laidOn(canvas(240, 240, TABLE), drawn, 90, 70, 100)],
  [
    'a white page, on which its black sheet lies',
    (drawn) => negative(laidOn(canvas(240, 240, TABLE), drawn, 30, 110, 110)),
  ],
  ['a table, on which its sheet lies askew', (drawn) => askew(drawn, 160)],
  [
    'a sheet that reaches beyond two sides of the picture',
    (drawn) => map(laidOn(canvas(200, 200, TABLE), drawn, 60, 60, 140), (level) => level),
  ],
  [
    'the edge of a shadow across it',
    (drawn) => map(onSheet(drawn, 140), (level, x, y) => (y > 70 + 0.1 * x ? level * 0.5 : level)),
  ],
  [
    'light that falls off to one side',
    (drawn) => map(onSheet(drawn, 140), (level, x) => level * (1 - (0.75 * x) / 140)),
  ],
  [
    'light that falls off to the corners',
    (drawn) =>
      map(
        onSheet(drawn, 140),
        (level, x, y) => level * (1 - 0.35 * (((x - 70) / 70) ** 2 + ((y - 70) / 70) ** 2)),
      ),
  ],
  ['paper that is nearly black', (drawn) => onSheet(drawn, 120, 12, 70)],
  [
    'the lines of ruled paper',
    (drawn) => map(onSheet(drawn, 160), (level, _, y) => (y % 22 < 2 ? Math.min(level, 150) : level)),
  ],
  [
    'a tilted line as dark as its ink',
    (drawn) => map(onSheet(drawn, 160), (level, x, y) => (Math.abs(y - 148 + 0.04 * x) < 1.5 ? INK : level)),
  ],
  ['a speck of dirt', (drawn) => fillRect(onSheet(drawn, 140), 120, 14, 7, 7, INK)],
  ['the edge of a table', (drawn) => fillRect(onSheet(drawn, 140), 0, 0, 140, 12, TABLE)],
  [
    'a shadow that comes in from a corner',
    (drawn) => map(onSheet(drawn, 140), (level, x, y) => (x + y < 50 ? level * 0.55 : level)),
  ],
];

describe('a digit is read in spite of', () => {
  it.each(TROUBLES)('%s', (_, render) => {
    expect(DRAWN.map((drawn) => answerTo(render(drawn)))).toEqual(DRAWN.map(({ label }) => label));
  });
});

describe('a digit of few pixels or levels', () => {
  /** Along its ink, in two levels. */
  const cutOut = ({ ink }: Drawn, side: number, paper: number, level: number): Raster => {
    const inside = Array.from({ length: SIDE * SIDE }, (_, i) => i).filter(
      (i) => ink(((i % SIDE) + 0.5) / SIDE, (Math.floor(i / SIDE) + 0.5) / SIDE) >= 0.5,
    );
    const [xs, ys] = [inside.map((i) => i % SIDE), inside.map((i) => Math.floor(i / SIDE))];
    const [left, top, right, bottom] = [
      Math.min(...xs),
      Math.min(...ys),
      Math.max(...xs) + 1,
      Math.max(...ys) + 1,
    ];
    const scale = side / Math.max(right - left, bottom - top);
    const [width, height] = [Math.round((right - left) * scale), Math.round((bottom - top) * scale)];
    return map(canvas(width, height, paper), (_, x, y) => {
      const share = ink((left + (x + 0.5) / scale) / SIDE, (top + (y + 0.5) / scale) / SIDE);
      return share >= 0.5 ? level : paper;
    });
  };

  it.each([
    ['white on black', 0, 255],
    ['black on white', 255, 0],
    ['grey on grey', 120, 90],
  ])('is read where it is cut out along its ink, %s', (_, paper, level) => {
    const [seven, ...others] = DRAWN;
    for (const side of [20, 32, 60])
      expect([seven!, ...others].map((drawn) => answerTo(cutOut(drawn, side, paper, level)))).toEqual(
        DRAWN.map(({ label }) => label),
      );
  });

  it('is read at 28×28, wherever it is and on whatever paper', () => {
    for (const [x, y, side, paper, level] of [
      [-4, 0, 28, 0, 255],
      [2, 3, 20, 0, 255],
      [0, 0, 28, 255, 0],
      [1, 1, 27, 3, 255],
    ] as const)
      expect(answerTo(write(canvas(28, 28, paper), DRAWN[0]!, { x, y, side }, level))).toBe(7);
  });

  it('is read with a hairline of 15 levels in light noise', () => {
    const random = seededRandom(9);
    const line = map(canvas(150, 150, 220), (paper, x, y) => {
      const isInk = (y >= 40 && y < 42 && x >= 55 && x < 95) || (x >= 93 && x < 95 && y >= 40 && y < 112);
      return paper + 1.5 * gaussian(random) - (isInk ? 15 : 0);
    });
    expect(answerTo(line)).toBe(7);
  });

  it.each([6, 10, 20])('is read with ink of %i levels', (levels) => {
    expect(answerTo(onSheet(DRAWN[0]!, 120, 200, 200 - levels))).toBe(7);
    expect(answerTo(onSheet(DRAWN[0]!, 120, 0, levels))).toBe(7);
  });
});

describe('a digit in colour', () => {
  const coloured = (drawn: Drawn, paper: readonly number[], ink: readonly number[]) =>
    recolour(onSheet(drawn, 120, 0, 255), 3, (level) =>
      paper.map((value, c) => value + ((ink[c]! - value) * level) / 255),
    );

  it.each([
    ['black on yellow', [250, 220, 180], [20, 20, 40]],
    ['red on green of equal luma', [0, 130, 0], [255, 0, 0]],
    ['green on red of equal luma', [255, 0, 0], [0, 130, 0]],
  ])('is read: %s', (_, paper, ink) => {
    expect(DRAWN.map((drawn) => answerTo(coloured(drawn, paper, ink)))).toEqual(
      DRAWN.map(({ label }) => label),
    );
  });

  it('is read where noise is stronger than the difference in luma', () => {
    const random = seededRandom(3);
    const { data, ...picture } = coloured(DRAWN[0]!, [90, 150, 90], [150, 110, 120]);
    expect(answerTo({ ...picture, data: data.map((level) => level + 15 * gaussian(random)) })).toBe(7);
  });
});

describe('a digit on a transparent background', () => {
  const transparent = (drawn: Drawn, level: number) =>
    recolour(onSheet(drawn, 120, 0, 255), 4, (ink) => [level, level, level, ink]);

  it.each([0, 255])('is read in ink of level %i', (level) => {
    expect(DRAWN.map((drawn) => answerTo(transparent(drawn, level)))).toEqual(
      DRAWN.map(({ label }) => label),
    );
  });

  it.each([
    ['black', 0, 1],
    ['dark blue', 40, 1],
    ['grey', 200, 1],
    ['black of 80 % opacity', 0, 0.8],
  ])('is read where it is cut out of %s', (_, level, opacity) => {
    const holed = (drawn: Drawn) =>
      recolour(onSheet(drawn, 120, 0, 255), 4, (ink) => [level, level, level, (255 - ink) * opacity]);
    expect(DRAWN.map((drawn) => answerTo(holed(drawn)))).toEqual(DRAWN.map(({ label }) => label));
  });
});

describe('where the digit is', () => {
  const places = fc
    .record({ side: fc.integer({ min: 150, max: 500 }), digit: fc.integer({ min: 60, max: 140 }) })
    .chain(({ side, digit }) =>
      fc.record({
        side: fc.constant(side),
        digit: fc.constant(digit),
        x: fc.integer({ min: 0, max: side - digit }),
        y: fc.integer({ min: 0, max: side - digit }),
      }),
    );

  it.each([
    ['an eye whose answer may stand alone', '80 %', 0.8, true],
    ['an eye that finds digits for another model', '90 %', 0.9, false],
  ])('is said by %s with a box that has %s in common with the true one', (_, __, least, reads) => {
    const eye = { ...model.eye, reads };
    const [seven] = DRAWN;
    const cropOf = (raster: Raster) => findDigit(raster, { eye }).normalized.crop;
    const inSquare = cropOf(onSheet(seven!, SIDE));
    fc.assert(
      fc.property(places, ({ side, digit, x, y }) => {
        const crop = cropOf(write(canvas(side, side, PAPER), seven!, { x, y, side: digit }));
        const scale = digit / SIDE;
        const expected = {
          x: x + inSquare.x * scale,
          y: y + inSquare.y * scale,
          width: inSquare.width * scale,
          height: inSquare.height * scale,
        };
        expect(overlap(crop, expected)).toBeGreaterThan(least);
      }),
      { numRuns: 40 },
    );
  });

  it('is the sheet’s digit, not the sheet', () => {
    const { crop, polarity } = read(laidOn(canvas(240, 240, TABLE), DRAWN[0]!, 90, 70, 100)).normalized;
    expect(polarity).toBe('dark_on_light');
    expect(crop.x).toBeGreaterThan(100);
    expect(crop.width).toBeLessThan(80);
  });
});

describe('pictures without a digit', () => {
  const none: NegativeSources = { fonts: [], digits: new Uint8Array(784) };

  it('are refused: paper, light and noise, 14 of 15 at least', () => {
    const answers = Array.from({ length: 15 }, (_, seed) =>
      answerTo(renderNegative('blank-with-noise', seed, none)),
    );
    expect(answers.filter((answer) => typeof answer === 'number').length).toBeLessThanOrEqual(1);
  });

  it('are refused: a frame, a sheet, a table’s edge', () => {
    const frame = fillRect(fillRect(canvas(120, 120, PAPER), 6, 6, 108, 108, INK), 9, 9, 102, 102, PAPER);
    const sheet = fillRect(canvas(200, 200, TABLE), 50, 50, 100, 100, PAPER);
    const edge = fillRect(canvas(120, 120, PAPER), 0, 0, 120, 50, TABLE);
    for (const picture of [frame, sheet, edge]) expect(typeof answerTo(picture)).toBe('string');
  });

  it('are blank if they have one colour, round corners or not', () => {
    expect(answerTo(canvas(50, 40, 200))).toBe('blank');
    const corners = recolour(canvas(50, 40, 0), 4, () => [0, 0, 0, 255]);
    for (const i of [0, 49, 39 * 50, 39 * 50 + 49]) corners.data[4 * i + 3] = 0;
    expect(typeof answerTo(corners)).toBe('string');
  });

  it('let digits of every severity of noise pass', () => {
    const seven = fillRect(fillRect(canvas(28, 28, 0), 8, 4, 12, 3, 255), 17, 7, 3, 17, 255).data;
    for (const family of ['faint-pencil', 'sensor-noise', 'inverted'] as const) {
      for (const severity of SEVERITIES)
        for (const seed of [1, 2, 3]) expect(answerTo(renderStress(seven, family, severity, seed))).toBe(7);
    }
  });
});

describe('any raster', () => {
  it('gives 784 values from 0 to 1', () => {
    const rasters = fc
      .record({
        width: fc.integer({ min: 1, max: 40 }),
        height: fc.integer({ min: 1, max: 40 }),
        channels: fc.constantFrom<1 | 3 | 4>(1, 3, 4),
      })
      .chain(({ width, height, channels }) => {
        const minLength = width * height * channels;
        return fc
          .uint8Array({ minLength, maxLength: minLength })
          .map((data): Raster => ({ width, height, channels, data }));
      });
    fc.assert(
      fc.property(rasters, (raster) => {
        const { pixels, features } = read(raster).normalized;
        expect(pixels.length).toBe(784);
        expect(pixels.every((value) => value >= 0 && value <= 1)).toBe(true);
        expect(Object.values(features).every(Number.isFinite)).toBe(true);
      }),
    );
  });
});

/** A digit in a frame `thick` pixels wide, `outside` pixels away from the border. */
function framed(drawn: Drawn, side: number, outside: number, thick: number): Raster {
  const depth = outside + thick;
  const around = fillRect(
    canvas(side, side, PAPER),
    outside,
    outside,
    side - 2 * outside,
    side - 2 * outside,
    TABLE,
  );
  const within = fillRect(around, depth, depth, side - 2 * depth, side - 2 * depth, PAPER);
  return write(within, drawn, { x: depth, y: depth, side: side - 2 * depth });
}

/** A digit on a sheet of its own, which lies on something. */
function laidOn(picture: Raster, drawn: Drawn, x: number, y: number, side: number): Raster {
  return write(fillRect(picture, x, y, side, side, PAPER), drawn, { x, y, side });
}

/** A digit on a sheet that lies askew on a table. */
function askew({ ink }: Drawn, side: number): Raster {
  return map(canvas(side, side, TABLE), (table, x, y) => {
    const [u, v] = [x - side / 2 + 0.12 * (y - side / 2), y - side / 2 - 0.12 * (x - side / 2)];
    const half = side * 0.36;
    if (Math.max(Math.abs(u), Math.abs(v)) > half) return table;
    return PAPER + (INK - PAPER) * ink((u + half) / (2 * half), (v + half) / (2 * half));
  });
}
