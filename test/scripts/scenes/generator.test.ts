import { describe, expect, it } from 'vitest';
import { KINDS, SceneGenerator } from '../../../scripts/lib/scenes/generator/generator';
import { GlyphLibrary } from '../../../scripts/lib/scenes/generator/glyphs';
import { type Scene, type SceneDigit, subjectOf } from '../../../scripts/lib/scenes/generator/scene';
import { STRESS, TRAINING } from '../../../scripts/lib/scenes/generator/settings';
import { drawSelfTestDigit } from '../../../src/inference/self-test';

/** A 3, and digits drawn by rule: neither data nor fonts are needed. */
const glyphs = new GlyphLibrary({
  digits: { images: Uint8Array.from(drawSelfTestDigit(), (value) => 255 * value), labels: Uint8Array.of(3) },
  handwritingFonts: [],
  printFonts: [],
});
const square = { ...TRAINING, oblongShare: 0 };
const scenesOf = (name: string, count: number, settings = square): Scene[] => {
  const generator = new SceneGenerator(glyphs, settings);
  return Array.from({ length: count }, (_, seed) => generator.sceneOf(name, seed));
};

describe('SceneGenerator', () => {
  it('draws the same scene for the same seeds, whatever came before, and another for others', () => {
    const generator = new SceneGenerator(glyphs, TRAINING);
    const scene = generator.scene('picture', 7, 1);
    generator.scene('crop', 7, 2);
    expect(generator.scene('picture', 7, 1)).toEqual(scene);
    expect(new SceneGenerator(glyphs, TRAINING).scene('picture', 7, 1)).toEqual(scene);
    expect(generator.scene('picture', 7, 2)).not.toEqual(scene);
    expect(generator.scene('crop', 7, 1)).not.toEqual(scene);
  });

  it('refuses a kind that it does not know', () => {
    expect(() => scenesOf('ghosts', 1)).toThrow('Cannot draw a scene of kind ghosts');
  });

  it('never measures with a scene that training has seen', () => {
    const [trained] = scenesOf('one-digit', 1, TRAINING);
    const [measured] = scenesOf('one-digit', 1, STRESS);
    expect(measured).not.toEqual(trained);
  });

  it.each(['one-digit', 'small', 'larger-than-the-frame', 'hairline', 'marker', 'few-pixels'])(
    'knows the box of the ink to the pixel: %s',
    (name) => {
      for (const { raster, side, digits } of scenesOf(name, 20)) {
        const [digit] = digits;
        // A coverage of 0.4 is a level of 153; pixels of that level may have a little less.
        const boxes = [152, 153].map((lightest) => inkOf(raster.data, side, lightest));
        expect(boxes).toContainEqual(digit!.box);
      }
    },
  );

  it.each(KINDS.map(({ name }) => name))('draws scenes of a known size: %s', (name) => {
    for (const { raster, left, top, side, digits } of scenesOf(name, 4, TRAINING)) {
      expect(raster.data).toHaveLength(3 * raster.width * raster.height);
      expect(left + raster.width).toBeLessThanOrEqual(side);
      expect(top + raster.height).toBeLessThanOrEqual(side);
      expect(side).toBeLessThanOrEqual(64);
      for (const { box, visible } of digits) {
        expect(visible).toBeGreaterThan(0);
        expect(visible).toBeLessThanOrEqual(1);
        expect(box.x * side).toBeGreaterThanOrEqual(left);
        expect((box.x + box.width) * side).toBeLessThanOrEqual(left + raster.width);
      }
    }
  });

  it.each(['blank', 'letters', 'shapes', 'scribble', 'crop-of-no-digit'])('draws no digit: %s', (name) => {
    for (const { digits } of scenesOf(name, 10)) expect(digits).toEqual([]);
  });

  it('draws several digits where it says so', () => {
    for (const name of ['number', 'close-pair', 'page']) {
      const counts = scenesOf(name, 10).map(({ digits }) => digits.length);
      expect(Math.min(...counts), name).toBeGreaterThan(1);
    }
  });

  it('lets the border cut off the neighbours, not the digit that the picture is about', () => {
    const scenes = scenesOf('neighbours', 30);
    for (const { digits } of scenes) expect(subjectOf(digits)).toBe(0);
    expect(scenes.some(({ digits }) => digits.some(({ visible }) => visible < 0.7))).toBe(true);
  });

  it('leaves ink to be seen where contrast, noise, light and JPEG come together', () => {
    const generator = new SceneGenerator(glyphs, { ...square, aloneShare: 0 });
    for (let seed = 0; seed < 150; seed++) {
      const { raster, digits } = generator.scene('crop', seed);
      if (digits.length > 0) expect(new Set(raster.data).size, `seed ${seed}`).toBeGreaterThan(1);
    }
  });
});

describe('subjectOf()', () => {
  const digit = (x: number, size: number, visible = 1): SceneDigit => ({
    label: 1,
    box: { x: x - size / 2, y: 0.5 - size / 2, width: size / 2, height: size },
    visible,
  });

  it('is null without digits, and where only pieces of them are seen', () => {
    expect(subjectOf([])).toBeNull();
    expect(subjectOf([digit(0.5, 0.5, 0.5)])).toBeNull();
  });

  it('prefers the largest, and of equal ones that in the middle', () => {
    expect(subjectOf([digit(0.4, 0.3), digit(0.6, 0.5)])).toBe(1);
    expect(subjectOf([digit(0.1, 0.3), digit(0.6, 0.3), digit(0.9, 0.3)])).toBe(1);
  });
});

/** The box of all pixels that are so dark, in shares of the look. */
function inkOf(data: Uint8Array, side: number, lightest: number) {
  let [left, top, right, bottom] = [side, side, 0, 0];
  for (let i = 0; i < side * side; i++) {
    if (data[3 * i]! > lightest) continue;
    const [x, y] = [i % side, Math.floor(i / side)];
    [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
  }
  return { x: left / side, y: top / side, width: (right - left) / side, height: (bottom - top) / side };
}
