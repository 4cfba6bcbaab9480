import { beforeAll, describe, expect, it } from 'vitest';
import { readModel } from '../../scripts/lib/model-files';
import { loadWasmModule } from '../../scripts/lib/wasm-module';
import { ModelRegistry, type NetworkFiles } from '../../src/inference/registry';

let wasmModule: WebAssembly.Module;
let files: NetworkFiles;

beforeAll(async () => {
  wasmModule = await loadWasmModule();
  files = await readModel('model/v1.0');
});

describe('ModelRegistry.load()', () => {
  it('gives a model that describes itself from the loaded network', async () => {
    const model = await registry().load();
    expect(model.version).toBe('v1.0');
    expect(model.parameters).toBe(model.card.architecture.parameters);
    expect(model.inputShape).toEqual([null, 28, 28, 1]);
    expect(model.outputShape).toEqual([null, 10]);
  });

  it('loads a version once, however many ask for it at the same time', async () => {
    const models = registry();
    const [first, second] = await Promise.all([models.load('v1.0'), models.load('v1.0')]);
    expect(first).toBe(second);
  });

  it('refuses a version that it does not have, and names those it has', async () => {
    await expect(registry().load('v9')).rejects.toMatchObject({
      code: 'unknown_model',
      message: 'Cannot use model "v9": the versions are v1.0',
    });
    await expect(registry().load('toString')).rejects.toMatchObject({ code: 'unknown_model' });
  });

  it('tries again after a load that failed', async () => {
    let broken = true;
    const truncated = { ...files, weights: files.weights.slice(0, 1000) };
    const versions = {
      get 'v1.0'() {
        return broken ? truncated : files;
      },
    };
    const models = new ModelRegistry(versions, 'v1.0', wasmModule);
    await expect(models.load()).rejects.toMatchObject({ code: 'model_unavailable' });
    broken = false;
    expect((await models.load()).version).toBe('v1.0');
  });
});

describe('ModelRegistry.load() of a model that answers wrongly', () => {
  it('refuses it', async () => {
    const untrained = { ...files, weights: new ArrayBuffer(files.weights.byteLength) };
    const models = new ModelRegistry({ 'v1.0': untrained }, 'v1.0', wasmModule);
    await expect(models.load()).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining('self-test'),
    });
  });
});

describe('ModelRegistry.card()', () => {
  it('gives a version’s card without loading it', () => {
    expect(registry().card('v1.0').architecture.parameters).toBe(225_034);
  });
});

function registry(): ModelRegistry {
  return new ModelRegistry({ 'v1.0': files }, 'v1.0', wasmModule);
}
