import { beforeAll, describe, expect, it } from 'vitest';
import { openModels } from '../../scripts/lib/model-files/open-models';
import { KINDS, SceneGenerator } from '../../scripts/lib/scenes/generator/generator';
import { GlyphLibrary } from '../../scripts/lib/scenes/generator/glyphs';
import { DIGIT_FROM, type Scene } from '../../scripts/lib/scenes/generator/scene';
import { STRESS } from '../../scripts/lib/scenes/generator/settings';
import { overlap } from '../../src/eye/eye-map';
import { boxInPicture } from '../../src/eye/sight';
import type { Raster } from '../../src/image/raster';
import type { LoadedModel } from '../../src/inference/registry';
import { drawSelfTestDigit } from '../../src/inference/self-test';
import { type Recognition, recognizeRaster } from '../../src/recognition/recognize';

const SCENES_PER_KIND = 2;
/** Of a hundred scenes at the limit of legibility, so many may be on the brink. */
const MOST_CHANGED = 0.03;

/** Scenes that are accepted as a digit, with the answers to them. */
let accepted: { scene: Scene; answer: Recognition }[];
let model: LoadedModel;

beforeAll(async () => {
  model = await (await openModels()).load('v3.0');
  const pixels = Uint8Array.from(drawSelfTestDigit(), (value) => 255 * value);
  const digits = { images: pixels, labels: Uint8Array.of(3) };
  const generator = new SceneGenerator(
    new GlyphLibrary({ digits, handwritingFonts: [], printFonts: [] }),
    STRESS,
  );
  accepted = KINDS.flatMap(({ name }) =>
    Array.from({ length: SCENES_PER_KIND }, (_, seed) => generator.sceneOf(name, seed)),
  )
    .map((scene) => ({ scene, answer: recognizeRaster(scene.raster, model) }))
    .filter(({ answer }) => answer.rejectReason === null);
}, 180_000);

function mapLevels(raster: Raster, change: (level: number) => number): Raster {
  return { ...raster, data: raster.data.map(change) };
}

const inverted = (raster: Raster) => mapLevels(raster, (level) => 255 - level);

/** By as much as the lightest pixel allows. */
function brightened(raster: Raster): Raster {
  const lightest = raster.data.reduce((most, level) => Math.max(most, level), 0);
  return mapLevels(raster, (level) => level + 255 - lightest);
}

function enlarged({ width, height, channels, data }: Raster, factor: number): Raster {
  const row = factor * width * channels;
  const large = Uint8Array.from({ length: factor * height * row }, (_, i) => {
    const y = Math.floor(i / row / factor);
    const x = Math.floor((i % row) / channels / factor);
    return data[channels * (y * width + x) + (i % channels)]!;
  });
  return { width: factor * width, height: factor * height, channels, data: large };
}

describe('v3.0 on generated scenes', () => {
  it.each([
    ['inverted', inverted],
    ['brightened', brightened],
    ['twice as large', (raster: Raster) => enlarged(raster, 2)],
    ['three times as large', (raster: Raster) => enlarged(raster, 3)],
  ])('answers the same where they are %s', (_, change) => {
    const changed = accepted.filter(({ scene, answer }) => {
      const { digit, rejectReason } = recognizeRaster(change(scene.raster), model);
      return digit !== answer.digit || rejectReason !== null;
    });
    expect(accepted.length).toBeGreaterThan(100);
    expect(changed.length / accepted.length).toBeLessThan(MOST_CHANGED);
  });

  it('finds boxes that have most in common with the true ones', () => {
    const overlaps = accepted.flatMap(({ scene, answer: { sight } }) => {
      const { left, top, side } = scene;
      const truth = scene.digits
        .filter(({ visible }) => visible >= DIGIT_FROM)
        .map(({ box }) => boxInPicture({ x: -left, y: -top, side }, box));
      if (sight === null || truth.length === 0) return [];
      const found = boxInPicture(sight.region, sight.subject.box);
      return [Math.max(...truth.map((box) => overlap(box, found)))];
    });
    overlaps.sort((a, b) => a - b);
    expect(overlaps[overlaps.length >> 1]).toBeGreaterThan(0.75);
    expect(overlaps.filter((share) => share >= 0.7).length / overlaps.length).toBeGreaterThan(0.85);
  });
});
