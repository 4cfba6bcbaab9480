import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Raster } from '../../src/image/raster';
import { findFrame } from '../../src/preprocess/find-frame';
import type { Box } from '../../src/preprocess/grey-image';
import { LUMA } from '../../src/preprocess/ink-axis';
import { normalize } from '../../src/preprocess/normalize';
import { toGrey } from '../../src/preprocess/to-grey';
import { canvas, fillRect } from '../support/image/canvas';

const [PAPER, FRAME, INK] = [230, 60, 20];

describe('findFrame()', () => {
  it('finds 28×28 within a border of one pixel around 30×30', () => {
    expect(frameOf(framed(30, 30, 0, 1))).toEqual({ x: 1, y: 1, width: 28, height: 28 });
  });

  it('finds a bright frame around a black canvas', () => {
    expect(frameOf(framed(80, 50, 0, 3, 20, 240))).toEqual({ x: 3, y: 3, width: 74, height: 44 });
  });

  it('leaves out what is beyond the frame, too', () => {
    expect(frameOf(framed(100, 100, 6, 2))).toEqual({ x: 8, y: 8, width: 84, height: 84 });
  });

  it('finds a frame that the digit reaches', () => {
    const picture = fillRect(framed(40, 40, 0, 2), 10, 2, 6, 36, INK);
    expect(frameOf(picture)).toEqual({ x: 2, y: 2, width: 36, height: 36 });
  });

  it('finds a frame of which half lies in the shade', () => {
    const { data, ...picture } = framed(60, 60, 0, 2);
    const shaded = data.map((level, i) => (i % 60 < 30 ? level / 2 : level));
    expect(frameOf({ ...picture, data: shaded })).toEqual({ x: 2, y: 2, width: 56, height: 56 });
  });

  it.each([
    ['nothing but paper', canvas(60, 60, PAPER)],
    ['lines along three sides', fillRect(framed(60, 60, 0, 2), 2, 58, 56, 2, PAPER)],
    ['a cut-out 0, whose corners are paper', ring(40)],
    ['light that falls off towards the border', vignette(26)],
    ['a frame deeper within than a fifth of the side', framed(60, 60, 14, 2)],
    ['fewer than twelve pixels', framed(11, 11, 0, 1)],
  ])('finds none in %s', (_, picture) => {
    expect(frameOf(picture)).toBeNull();
  });
});

describe('normalize() on a picture with a frame', () => {
  it('makes of it what it makes of the picture within', () => {
    const pictures = fc
      .record({
        side: fc.integer({ min: 32, max: 150 }),
        margin: fc.double({ min: 0, max: 0.06, noNaN: true }),
        band: fc.double({ min: 0, max: 0.06, noNaN: true }),
        x: fc.double({ min: 0, max: 1, noNaN: true }),
        y: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ side, margin, band, x, y }) => {
        const [outside, thick] = [Math.round(side * margin), Math.max(1, Math.round(side * band))];
        const depth = outside + thick;
        const inner = side - 2 * depth;
        const [bar, length] = [Math.max(2, Math.round(inner / 12)), Math.round(inner / 2)];
        const draw = (picture: Raster, at: number) =>
          fillRect(
            picture,
            at + 1 + Math.round(x * (inner - bar - 2)),
            at + 1 + Math.round(y * (inner - length - 2)),
            bar,
            length,
            INK,
          );
        return {
          whole: draw(framed(side, side, outside, thick), depth),
          within: draw(canvas(inner, inner, PAPER), 0),
          depth,
        };
      });
    fc.assert(
      fc.property(pictures, ({ whole, within, depth }) => {
        const expected = normalize(within);
        const { pixels, crop } = normalize(whole);
        expect(pixels).toEqual(expected.pixels);
        expect(crop).toEqual({ ...expected.crop, x: expected.crop.x + depth, y: expected.crop.y + depth });
      }),
    );
  });

  it('reads a frame with nothing within like any other ink', () => {
    const empty = framed(60, 60, 0, 2);
    expect(normalize(empty)).toEqual(normalize(empty, 'frame'));
  });
});

function frameOf(picture: Raster): Box | null {
  return findFrame(toGrey(picture, LUMA));
}

/** Paper of `width × height` with a frame `thick` pixels wide, `outside` pixels away from the border. */
function framed(
  width: number,
  height: number,
  outside: number,
  thick: number,
  paper = PAPER,
  frame = FRAME,
): Raster {
  const depth = outside + thick;
  const around = fillRect(
    canvas(width, height, paper),
    outside,
    outside,
    width - 2 * outside,
    height - 2 * outside,
    frame,
  );
  return fillRect(around, depth, depth, width - 2 * depth, height - 2 * depth, paper);
}

/** A pen's circle that touches all four sides. */
function ring(side: number): Raster {
  const picture = canvas(side, side, PAPER);
  const data = picture.data.map((level, i) => {
    const radius = Math.hypot((i % side) + 0.5 - side / 2, Math.floor(i / side) + 0.5 - side / 2);
    return radius < side / 2 && radius > side / 2 - 5 ? INK : level;
  });
  return { ...picture, data };
}

/** Paper whose corners get a quarter of the light of its middle. */
function vignette(side: number): Raster {
  const picture = canvas(side, side, PAPER);
  const data = picture.data.map((level, i) => {
    const [u, v] = [(2 * (i % side) + 1) / side - 1, (2 * Math.floor(i / side) + 1) / side - 1];
    return level * (1 - (0.75 * (u * u + v * v)) / 2);
  });
  return { ...picture, data };
}
