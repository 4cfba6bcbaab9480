import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Drawing } from '../../../src/web/playground/drawing/drawing';
import { decodeDrawing, encodeDrawing } from '../../../src/web/playground/drawing/permalink';
import { DIGIT_SAMPLES } from '../../../src/web/playground/drawing/samples';

/** Shares that a byte holds exactly. */
const share = fc.integer({ min: 0, max: 255 }).map((byte) => byte / 255);
const drawings: fc.Arbitrary<Drawing> = fc.array(
  fc.record({
    points: fc.array(fc.record({ x: share, y: share, pressure: share }), { minLength: 1, maxLength: 300 }),
    width: fc.integer({ min: 0, max: 255 }).map((thousandths) => thousandths / 1000),
    erases: fc.boolean(),
  }),
  { maxLength: 5 },
);

describe('decodeDrawing()', () => {
  it('decodes what encodeDrawing() encodes, for any drawing', () => {
    fc.assert(
      fc.property(drawings, (drawing) => {
        expect(decodeDrawing(encodeDrawing(drawing))).toEqual(drawing);
      }),
    );
  });

  it('is null for any other text, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        decodeDrawing(text);
      }),
    );
    for (const text of ['', 'A', 'AQ==', 'Ag', '<script>', 'AQAA', 'AQBGAAA']) {
      expect(decodeDrawing(text), text).toBeNull();
    }
  });

  it('is null, or fewer strokes, for truncated text', () => {
    const text = encodeDrawing(DIGIT_SAMPLES[7]!.drawing);
    for (let length = 2; length < text.length; length++) {
      const cut = decodeDrawing(text.slice(0, length));
      // A whole number of strokes is a drawing again.
      if (cut !== null) expect(cut.length).toBeLessThan(DIGIT_SAMPLES[7]!.drawing.length);
    }
  });
});

describe('encodeDrawing()', () => {
  it('is URL-safe, and shorter than 300 characters for a digit', () => {
    for (const { drawing, name } of DIGIT_SAMPLES) {
      const text = encodeDrawing(drawing);
      expect(text, name).toMatch(/^[\w-]+$/);
      expect(text.length, name).toBeLessThan(300);
    }
  });

  it('clamps points outside the canvas', () => {
    const [stroke] = decodeDrawing(
      encodeDrawing([{ points: [{ x: -3, y: 7, pressure: 0.2 }], width: 0.9, erases: true }]),
    )!;
    expect(stroke).toEqual({ points: [{ x: 0, y: 1, pressure: 0.2 }], width: 0.255, erases: true });
  });
});
