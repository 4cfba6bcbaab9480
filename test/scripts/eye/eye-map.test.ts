import { beforeAll, describe, expect, it } from 'vitest';
import type { SceneDigit } from '../../../scripts/lib/scenes/generator/scene';
import { createEyeNetwork } from '../../../scripts/lib/training/eye/eye-network';
import { CELL_TARGETS, EYE_TARGETS, writeEyeTarget } from '../../../scripts/lib/training/eye/eye-target';
import { countMultiplyAdds } from '../../../scripts/lib/training/inference-network';
import { loadWasmModule } from '../../../scripts/lib/wasm-module';
import { argmax, softmax } from '../../../src/domain';
import { CELLS, EYE_OUTPUTS, overlap, readMap } from '../../../src/eye/eye-map';
import { setUpTfjs } from '../../../src/inference/tfjs';

const digit = (
  label: number,
  x: number,
  y: number,
  width: number,
  height: number,
  visible = 1,
): SceneDigit => ({
  label,
  box: { x, y, width, height },
  visible,
});

function targetOf(...digits: SceneDigit[]): Float32Array {
  const target = new Float32Array(EYE_TARGETS);
  writeEyeTarget({ digits }, target);
  return target;
}

/** The map of an eye that has learned this target by heart: sure of all that counts. */
function mapOf(target: Float32Array): Float32Array {
  const map = new Float32Array(CELLS * CELLS * EYE_OUTPUTS);
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    const wanted = target.subarray(cell * CELL_TARGETS, (cell + 1) * CELL_TARGETS);
    const label = wanted[2]!;
    map[cell * EYE_OUTPUTS] = label >= 0 ? 3 + wanted[0]! : -6;
    if (label >= 0) map[cell * EYE_OUTPUTS + 1 + label] = 8;
    map.set(wanted.subarray(3), cell * EYE_OUTPUTS + 11);
  }
  return map;
}

describe('writeEyeTarget() and readMap()', () => {
  it('give the digits back, each once, with their boxes', () => {
    const digits = [
      digit(4, 0.1, 0.1, 0.3, 0.5),
      digit(1, 0.55, 0.3, 0.05, 0.2),
      digit(9, 0.6, 0.6, 0.35, 0.38),
    ];
    const found = readMap(mapOf(targetOf(...digits)), 0.5);
    expect(found).toHaveLength(3);
    for (const { label, box } of digits) {
      const match = found.find((other) => overlap(other.box, box) > 0.95);
      expect(softmax(match!.logits)[label]).toBeGreaterThan(0.99);
    }
  });

  it('give digits that nearly touch as two', () => {
    const found = readMap(mapOf(targetOf(digit(1, 0.4, 0.2, 0.08, 0.5), digit(1, 0.5, 0.2, 0.08, 0.5))), 0.5);
    expect(found).toHaveLength(2);
  });

  it('let the larger of two digits have the cell that both of them are in', () => {
    const target = targetOf(digit(5, 0.4, 0.4, 0.1, 0.1), digit(6, 0.41, 0.41, 0.05, 0.05));
    expect(readMap(mapOf(target), 0.5).map(({ logits }) => argmax(logits))).toEqual([5]);
  });

  it('expect nothing of strokes at the border, and leave it open what a digit in part is', () => {
    const empty = targetOf();
    expect(targetOf(digit(8, 0, 0.4, 0.02, 0.2, 0.2))).toEqual(empty);
    const half = targetOf(digit(8, 0, 0.4, 0.1, 0.2, 0.5));
    expect(half).not.toEqual(empty);
    for (let cell = 0; cell < CELLS * CELLS; cell++) expect(half[cell * CELL_TARGETS]).toBe(0);
  });
});

describe('overlap()', () => {
  it('is 1 for the same box, 0 for boxes apart, and ⅓ where halves are shared', () => {
    const box = { x: 0, y: 0, width: 2, height: 1 };
    expect(overlap(box, box)).toBe(1);
    expect(overlap(box, { ...box, x: 2 })).toBe(0);
    expect(overlap(box, { ...box, x: 1 })).toBeCloseTo(1 / 3);
  });
});

describe('createEyeNetwork()', () => {
  beforeAll(async () => {
    await setUpTfjs(await loadWasmModule());
  });

  it('has a map of 8×8 cells, and costs what a request may cost', () => {
    const network = createEyeNetwork(1);
    expect(network.outputs[0]!.shape).toEqual([null, CELLS, CELLS, EYE_OUTPUTS]);
    expect(network.countParams()).toBeLessThan(140_000);
    expect(countMultiplyAdds(network)).toBeLessThan(13e6);
    network.dispose();
  });
});
