import { expect, it } from 'vitest';
import { CONFIG } from '../../src/config';
import { BUNDLED_MODELS } from '../../src/inference/bundled-models';
import { ModelRegistry } from '../../src/inference/registry';
import { passesSelfTest } from '../../src/inference/self-test';
import { wasmModule } from '../../src/inference/wasm-module';

it('every bundled model loads inside workerd and reads the self-test digits', async () => {
  const registry = new ModelRegistry(BUNDLED_MODELS, CONFIG.defaultModel, wasmModule);
  for (const version of registry.versions) {
    const model = await registry.load(version);
    expect(passesSelfTest(model.classifier)).toBe(true);
    expect(model.parameters).toBe(model.card.architecture.parameters);
  }
});
