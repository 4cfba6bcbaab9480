import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type GoldenLook,
  goldenLooks,
  goldenPicture,
  SEEN_UNIT,
  surestCell,
  unpack,
} from '../../scripts/lib/eye/golden-looks';
import { readNetwork } from '../../scripts/lib/model-files/model-files';
import { loadWasmModule } from '../../scripts/lib/wasm-module';
import { firstLook } from '../../src/eye/sight';
import type { NetworkFiles } from '../../src/inference/model-files';
import { Network } from '../../src/inference/network';
import { setUpTfjs } from '../../src/inference/tfjs';
import { runInDouble } from '../support/inference/double-network';

/** What the eye is shown of pictures of a seven, and its answers (`npm run export:eye` writes them). */
const golden: Record<string, GoldenLook> = JSON.parse(
  readFileSync(new URL('golden-looks.json', import.meta.url), 'utf8'),
);
/** Rounding, and the last digits of sines that differ between machines. */
const SEEN_TOLERANCE = 2 * SEEN_UNIT;
/** The engine's sums differ in their last digits between processors, and levels of the pictures by one. */
const CELL_TOLERANCE = 0.02;

const furthest = (found: ArrayLike<number>, expected: ArrayLike<number>) =>
  Math.max(...Array.from(found, (value, i) => Math.abs(value - expected[i]!)));

describe('the eye', () => {
  let files: NetworkFiles;
  let network: Network;

  beforeAll(async () => {
    await setUpTfjs(await loadWasmModule());
    files = await readNetwork('model/v3.0');
    network = Network.load(files.json, files.weights);
  });

  it.each(Object.keys(golden))('is shown the golden look of %s, and answers as it did', (name) => {
    const { seen, cell } = goldenLooks(network)[name]!;
    expect(furthest(unpack(seen), unpack(golden[name]!.seen))).toBeLessThanOrEqual(SEEN_TOLERANCE);
    expect(furthest(cell, golden[name]!.cell)).toBeLessThan(CELL_TOLERANCE);
  });

  it.each(Object.keys(golden))('gives the golden answer to %s in double precision, too', (name) => {
    const { seen } = firstLook(network, goldenPicture(name));
    const map = runInDouble(files.json, files.weights, seen);
    expect(furthest(surestCell(map), golden[name]!.cell)).toBeLessThan(CELL_TOLERANCE);
  });
});
