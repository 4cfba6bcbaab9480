import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Raster } from '../../src/image/raster';
import { clearSurroundings } from '../../src/preprocess/clear-surroundings';
import { findComponents } from '../../src/preprocess/components';
import { findSheet } from '../../src/preprocess/find-sheet';
import type { Box } from '../../src/preprocess/grey-image';
import { normalize } from '../../src/preprocess/normalize';
import { areaOf, smallestRectangle, spansOf } from '../../src/preprocess/spans';
import { canvas, fillRect } from '../support/image/canvas';

const [TABLE, PAPER, INK] = [60, 230, 20];

describe('spansOf()', () => {
  it('gives 0 to 3 in each of three rows for a ring of 3×3 pixels around one that is missing', () => {
    const data = Float32Array.of(1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0);
    const [ring] = findComponents({ width: 4, height: 3, data }, 1);
    expect(spansOf(ring!, 4)).toEqual([
      [0, 3],
      [0, 3],
      [0, 3],
    ]);
    expect(areaOf(spansOf(ring!, 4))).toBe(9);
  });
});

describe('smallestRectangle()', () => {
  const size = { width: 60, height: 60 };

  it('is 6 around two spans of 0 to 3', () => {
    const spans = [
      [0, 3],
      [0, 3],
    ] as const;
    expect(smallestRectangle(spans, 0, size)).toBeCloseTo(6);
  });

  it('lies as the spans do: a square on its corner is hardly larger than itself', () => {
    const spans = Array.from({ length: 39 }, (_, y) => {
      const half = 20 - Math.abs(y - 19);
      return [30 - half, 30 + half] as const;
    });
    expect(smallestRectangle(spans, 10, size) / areaOf(spans)).toBeCloseTo(1, 1);
  });

  it('ends where the image does', () => {
    const spans = Array.from({ length: 20 }, (_, y) => [0, 2 * y + 1] as const);
    expect(smallestRectangle(spans, 40, size)).toBeLessThan(0.75 * 20 * 39);
  });
});

describe('findSheet()', () => {
  it('finds a bright square of 100×100 on a dark table of 300×300, without its rim', () => {
    const sheet = findSheet(fillRect(canvas(300, 300, TABLE), 100, 150, 100, 100, PAPER), 1)!;
    expect(isWithin(sheet.box, { x: 100, y: 150, width: 100, height: 100 })).toBe(true);
    expect(Math.min(sheet.box.width, sheet.box.height)).toBeGreaterThan(80);
    expect(sheet.spans).toHaveLength(sheet.box.height / sheet.rowsPerSpan);
  });

  it('finds a black canvas on a white page, whatever is drawn on it', () => {
    const page = fillRect(canvas(200, 200, 255), 60, 50, 90, 110, 0);
    expect(findSheet(fillRect(page, 100, 70, 10, 70, 255), 1)).toEqual(findSheet(page, 1));
  });

  it('stays inside of the picture with any rectangle, bars too thin to write on among them', () => {
    const rectangles = fc.record({
      x: fc.integer({ min: -20, max: 140 }),
      y: fc.integer({ min: -20, max: 140 }),
      side: fc.integer({ min: 1, max: 160 }),
      height: fc.integer({ min: 1, max: 160 }),
      angle: fc.double({ min: 0, max: Math.PI, noNaN: true }),
    });
    fc.assert(
      fc.property(rectangles, (rectangle) => {
        const sheet = findSheet(turnedSheet(120, rectangle), 1);
        const whole = { x: 0, y: 0, width: 120, height: 120 };
        expect(sheet === null || isWithin(sheet.box, whole)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('gives lengths in pixels of the picture that was reduced', () => {
    const picture = fillRect(canvas(60, 60, TABLE), 20, 20, 20, 20, PAPER);
    const spans = Array.from({ length: 18 }, () => [84, 156]);
    const box = { x: 84, y: 84, width: 72, height: 72 };
    expect(findSheet(picture, 4)).toEqual({ box, spans, rowsPerSpan: 4 });
  });

  it('finds one whose corner the border cuts off, and one that goes on beyond two sides', () => {
    expect(findSheet(turnedSheet(120, { x: 50, y: 50, side: 90, angle: 0.4 }), 1)).not.toBeNull();
    expect(findSheet(turnedSheet(120, { x: 130, y: 130, side: 180, angle: 0.1 }), 1)).not.toBeNull();
  });

  it.each([
    ['a single level', canvas(100, 100, 200)],
    ['a single pixel', canvas(1, 1, 7)],
    ['light that fades from one side to the other', fading(100)],
    [
      'two sheets of the same size',
      fillRect(fillRect(canvas(120, 90, TABLE), 10, 20, 40, 50, PAPER), 70, 20, 40, 50, PAPER),
    ],
    ['what is hardly brighter', fillRect(canvas(100, 100, 200), 30, 30, 40, 40, 215)],
    ['a stroke', fillRect(canvas(100, 100, PAPER), 46, 20, 8, 60, INK)],
    ['a disc', disc(100, 35)],
    ['a ring, as a bold 0 is one', disc(100, 35, 15)],
  ])('finds none in %s', (_, picture) => {
    expect(findSheet(picture, 1)).toBeNull();
  });
});

describe('clearSurroundings()', () => {
  it('turns the row 7 7 1 2 3 7 with the sheet from the third pixel to the fifth into 1 1 1 2 3 3', () => {
    const row: Raster = { width: 6, height: 1, channels: 1, data: Uint8Array.of(7, 7, 1, 2, 3, 7) };
    const window = { x: 10, y: 5, width: 6, height: 1 };
    const sheet = { box: window, spans: [[12, 15]], rowsPerSpan: 1 } as const;
    expect([...clearSurroundings(row, sheet, window, 1).data]).toEqual([1, 1, 1, 2, 3, 3]);
    expect([...row.data]).toEqual([7, 7, 1, 2, 3, 7]);
  });

  it('repeats whole pixels of a picture in colour', () => {
    const data = Uint8Array.of(9, 9, 9, 1, 2, 3, 4, 5, 6);
    const window = { x: 0, y: 0, width: 3, height: 1 };
    const sheet = { box: window, spans: [[1, 3]], rowsPerSpan: 1 } as const;
    const cleared = clearSurroundings({ width: 3, height: 1, channels: 3, data }, sheet, window, 1);
    expect([...cleared.data]).toEqual([1, 2, 3, 1, 2, 3, 4, 5, 6]);
  });
});

describe('normalize() on a sheet that lies on a table', () => {
  it('finds the stroke in the middle of the sheet, wherever that lies, however it is turned, bright or dark', () => {
    const scenes = fc.record({
      side: fc.integer({ min: 60, max: 140 }),
      x: fc.integer({ min: 100, max: 140 }),
      y: fc.integer({ min: 100, max: 140 }),
      angle: fc.double({ min: 0, max: Math.PI / 2, noNaN: true }),
      dark: fc.boolean(),
    });
    fc.assert(
      fc.property(scenes, ({ side, x, y, angle, dark }) => {
        const [width, height] = [8, Math.round(side / 2)];
        const [left, top] = [x - width / 2, y - Math.round(height / 2)];
        const sheet = fillRect(turnedSheet(240, { x, y, side, angle }), left, top, width, height, INK);
        const raster = dark ? { ...sheet, data: sheet.data.map((level) => 255 - level) } : sheet;
        const { crop, polarity, objectCount } = normalize(raster);
        expect(polarity).toBe(dark ? 'light_on_dark' : 'dark_on_light');
        expect(objectCount).toBe(1);
        const [slack, box] = [2, { x: left, y: top, width, height }];
        expect(isWithin(crop, grown(box, slack)) && isWithin(box, grown(crop, slack))).toBe(true);
      }),
    );
  });

  it('reads the digit on a white note that lies askew on a table, not the note', () => {
    const picture = canvas(120, 120, TABLE);
    picture.data.forEach((_, i) => {
      const [x, y] = [i % 120, Math.floor(i / 120)];
      const [u, v] = [x - 60 + 0.05 * (y - 60), y - 60 - 0.05 * (x - 60)];
      const isOnNote = Math.max(Math.abs(u), Math.abs(v)) < 42;
      const isOnZ = Math.abs(u) < 25 && Math.abs(v) < 28 && (Math.abs(v) > 22 || Math.abs(u + v) < 5);
      if (isOnNote) picture.data[i] = isOnZ ? 40 : 220;
    });
    const { polarity, crop, objectCount } = normalize(picture);
    expect(polarity).toBe('dark_on_light');
    expect(objectCount).toBe(1);
    expect(crop).toEqual({ x: 34, y: 31, width: 53, height: 59 });
  });

  it('reads a digit whole where the edge of a shadow crosses it', () => {
    const sheet = fillRect(canvas(120, 120, 220), 54, 20, 10, 80, 30);
    const data = sheet.data.map((level, i) => (i >= 60 * 120 ? level * 0.5 : level));
    expect(findSheet({ ...sheet, data }, 1)).not.toBeNull();
    expect(normalize({ ...sheet, data }).crop).toEqual({ x: 54, y: 20, width: 10, height: 80 });
  });

  it.each([
    [0, 255],
    [255, 0],
  ])(
    'does not treat a block-letter 0 of level %i on %i as a sheet, although its hole is like a 1',
    (ink, paper) => {
      const block = fillRect(canvas(200, 200, paper), 70, 50, 60, 100, ink);
      const { crop } = normalize(fillRect(block, 90, 70, 20, 60, paper));
      expect(crop).toEqual({ x: 70, y: 50, width: 60, height: 100 });
    },
  );

  it('finds no digit on an empty sheet', () => {
    const sheet = fillRect(canvas(200, 200, TABLE), 50, 50, 100, 100, PAPER);
    expect(normalize(sheet)).toEqual(normalize(sheet, 'sheet'));
  });
});

/** A bright rectangle, a square unless told otherwise, turned about its middle, on a dark table. */
function turnedSheet(
  size: number,
  {
    x,
    y,
    side,
    height = side,
    angle,
  }: { x: number; y: number; side: number; height?: number; angle: number },
): Raster {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return painted(size, (column, row) => {
    const [dx, dy] = [column + 0.5 - x, row + 0.5 - y];
    return Math.abs(dx * cos + dy * sin) < side / 2 && Math.abs(dy * cos - dx * sin) < height / 2;
  });
}

/** A bright disc on a dark table, with a hole or without. */
function disc(size: number, radius: number, hole = 0): Raster {
  return painted(size, (column, row) => {
    const distance = Math.hypot(column + 0.5 - size / 2, row + 0.5 - size / 2);
    return distance < radius && distance >= hole;
  });
}

/** Paper, lit from the right. */
function fading(size: number): Raster {
  const data = Uint8Array.from({ length: size * size }, (_, i) => 100 + (150 * (i % size)) / size);
  return { width: size, height: size, channels: 1, data };
}

function painted(size: number, isPaper: (column: number, row: number) => boolean): Raster {
  const data = Uint8Array.from({ length: size * size }, (_, i) =>
    isPaper(i % size, Math.floor(i / size)) ? PAPER : TABLE,
  );
  return { width: size, height: size, channels: 1, data };
}

function isWithin(inner: Box, outer: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function grown({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}
