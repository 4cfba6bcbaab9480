import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../scripts/lib/random';
import { hardSet } from '../../../scripts/lib/report/hard-set';
import { digitField } from '../../../scripts/lib/scenes/stress/digit-field';
import { HARD_KINDS, HARD_SCENES, type HardKind } from '../../../scripts/lib/scenes/stress/hard-scenes';
import { renderScene } from '../../../scripts/lib/scenes/stress/render-scene';
import { canvas, fillRect } from '../../support/image/canvas';

const seven = fillRect(fillRect(canvas(28, 28, 0), 8, 4, 12, 3, 255), 17, 7, 3, 17, 255).data;
const field = digitField(seven);
const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

/** Scenes of one kind, for many seeds. */
const scenesOf = (kind: HardKind) => SEEDS.map((seed) => HARD_SCENES[kind](seededRandom(seed), field));

/** Share of the picture's side that the digit is high. */
const heightOf = ({ pose, width, height }: ReturnType<typeof scenesOf>[number]) =>
  (20 * pose.scale) / Math.min(width, height);

describe('hardSet()', () => {
  const digits = {
    images: new Uint8Array(10 * 784).fill(255),
    labels: Uint8Array.from({ length: 10 }, (_, i) => 9 - i),
  };

  /** The first pictures: drawing all takes seconds. */
  const first = (count: number) => {
    const taken = [];
    for (const picture of hardSet(digits, 2).pictures()) {
      taken.push(picture);
      if (taken.length === count) return taken;
    }
    return taken;
  };

  it('counts three times as many pictures of each kind, and fewer of large ones', () => {
    expect(hardSet(digits, 2).count).toBe((HARD_KINDS.length - 1) * 6 + 3);
  });

  it('counts no more pictures of a kind than there are digits', () => {
    expect(hardSet(digits, 1000).count).toBe(HARD_KINDS.length * 10);
  });

  it('draws the same digits for each kind, the first ones of the set, with their labels', () => {
    expect(first(8).map(({ group, label }) => [group, label])).toEqual([
      ...[9, 8, 7, 6, 5, 4].map((label) => ['tight-crop', label]),
      ['note-on-table', 9],
      ['note-on-table', 8],
    ]);
  });

  it('draws the same pictures each time, and others of other digits', () => {
    expect(first(2)).toEqual(first(2));
    const [one, other] = first(2);
    expect(one!.raster).not.toEqual(other!.raster);
  });
});

describe('HARD_SCENES', () => {
  it('crop tightly: 16 to 64 pixels, the ink from one side to the other, in either polarity', () => {
    const scenes = scenesOf('tight-crop');
    for (const { width, height } of scenes) {
      expect(Math.max(width, height)).toBeGreaterThanOrEqual(16);
      expect(Math.max(width, height)).toBeLessThanOrEqual(64);
    }
    expect(new Set(scenes.map(({ ink, paper }) => ink.colour[0] > paper.colour[0]))).toEqual(
      new Set([true, false]),
    );
    const large = scenes.find(({ width, height, pen }) => pen === null && Math.max(width, height) > 40)!;
    const { data, width } = renderScene(
      { ...large, camera: { ...large.camera, noise: 0 } },
      field,
      () => 0.5,
    );
    const isInk = (x: number, y: number) =>
      Math.abs(data[3 * (y * width + x)]! - large.ink.colour[0]) <
      Math.abs(data[3 * (y * width + x)]! - large.paper.colour[0]);
    const rows = [1, large.height - 2].map((y) => Array.from({ length: width }, (_, x) => isInk(x, y)));
    for (const row of rows) expect(row).toContain(true);
  });

  it('lay notes of a quarter to nine tenths of the side on a table, the digit in their middle', () => {
    for (const { width, edges, pose } of scenesOf('note-on-table')) {
      const [left, top, right, bottom] = edges.map(({ depth }) => depth);
      const slope = edges[0]!.slope;
      const across = (width - left! - right!) / Math.hypot(1, slope);
      expect(across).toBeCloseTo((width - top! - bottom!) / Math.hypot(1, slope));
      expect(across).toBeGreaterThan(0.249 * width);
      expect(across).toBeLessThan(0.901 * width);
      const [x, y] = [pose.x - width / 2, pose.y - width / 2];
      expect(x - slope * y).toBeCloseTo((left! - right!) / 2);
      expect(y + slope * x).toBeCloseTo((top! - bottom!) / 2);
    }
  });

  it('draw a line of at most 6 % of the side around 20 to 64 pixels, in either polarity', () => {
    const scenes = scenesOf('bordered');
    for (const { width, edges, paper } of scenes) {
      expect(width).toBeGreaterThanOrEqual(20);
      expect(width).toBeLessThanOrEqual(64);
      expect(new Set(edges.map(({ side }) => side)).size).toBe(4);
      for (const { depth, slope, colour } of edges) {
        expect(depth).toBeGreaterThanOrEqual(1);
        expect(depth).toBeLessThanOrEqual(Math.max(1, 0.06 * width + 0.5));
        expect(slope).toBe(0);
        expect(Math.abs(colour[0] - paper.colour[0])).toBeGreaterThan(70);
      }
    }
    expect(new Set(scenes.map(({ ink, paper }) => ink.colour[0] > paper.colour[0]))).toEqual(
      new Set([true, false]),
    );
  });

  it('put the greater part in the shade', () => {
    for (const { light } of scenesOf('in-the-shade')) {
      expect(light.shadow).toBeGreaterThanOrEqual(0.4);
      expect(light.shadowEdge).toBeLessThan(0);
    }
  });

  it('draw hairlines of one to two pixels and markers of at least a fifth of the height', () => {
    for (const { pen, pose } of scenesOf('hairline')) {
      expect(pen! * pose.scale).toBeGreaterThan(0.99);
      expect(pen! * pose.scale).toBeLessThan(2.01);
    }
    for (const { pen } of scenesOf('marker')) expect(pen).toBeGreaterThanOrEqual(4);
  });

  it('show 2.5 to 5 % of a side from far away, on 1 to 12 megapixels', () => {
    for (const scene of scenesOf('far-away')) {
      expect(heightOf(scene)).toBeGreaterThan(0.0249);
      expect(heightOf(scene)).toBeLessThan(0.0501);
      expect(scene.width * scene.height).toBeGreaterThan(0.99e6);
      expect(scene.width * scene.height).toBeLessThan(12.01e6);
    }
  });
});
