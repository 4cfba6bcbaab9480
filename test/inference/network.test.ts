import { beforeAll, describe, expect, it } from 'vitest';
import { readNetwork } from '../../scripts/lib/model-files/model-files';
import { seededRandom } from '../../scripts/lib/random';
import { loadWasmModule } from '../../scripts/lib/wasm-module';
import { Network } from '../../src/inference/network';
import { setUpTfjs } from '../../src/inference/tfjs';
import { runInDouble } from '../support/inference/double-network';

/** Of the largest output: what single precision and another order of additions make. */
const TOLERANCE = 1e-5;

beforeAll(async () => {
  await setUpTfjs(await loadWasmModule());
});

describe('Network.run()', () => {
  it.each(['v1.0', 'v2.0', 'v2.1-3x3', 'v2.1-7x7', 'v3.0'])(
    'gives what double precision gives: %s',
    async (version) => {
      const { json, weights } = await readNetwork(`model/${version}`);
      const network = Network.load(json, weights);
      const random = seededRandom(3);
      const size = (network.inputShape.slice(1) as number[]).reduce((total, side) => total * side, 1);
      const input = Float32Array.from({ length: size }, random);
      const expected = runInDouble(json, weights, input);
      const found = network.run(input);
      network.dispose();
      expect(found).toHaveLength(expected.length);
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const furthest = found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
      expect(furthest / largest).toBeLessThan(TOLERANCE);
    },
  );
});

describe('Network.load()', () => {
  it('names a layer that it does not know', async () => {
    const { json, weights } = await readNetwork('model/v1.0');
    const changed = structuredClone(json) as {
      modelTopology: { config: { layers: { class_name: string }[] } };
    };
    changed.modelTopology.config.layers[1]!.class_name = 'Lambda';
    expect(() => Network.load(changed as unknown as typeof json, weights)).toThrow(/unknown kind Lambda/);
  });

  it('refuses weights that end too early', async () => {
    const { json, weights } = await readNetwork('model/v1.0');
    expect(() => Network.load(json, weights.slice(0, 1000))).toThrow();
  });
});
