import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readNetwork } from '../../scripts/lib/model-files/model-files';
import { loadWasmModule } from '../../scripts/lib/wasm-module';
import { argmax } from '../../src/domain';
import type { NetworkFiles } from '../../src/inference/model-files';
import { ModelRegistry } from '../../src/inference/registry';
import { drawSelfTestDigit } from '../../src/inference/self-test';
import { sha256 } from '../../src/inference/verify-network';

let wasmModule: WebAssembly.Module;
let files: NetworkFiles;
let eye: NetworkFiles;

beforeAll(async () => {
  wasmModule = await loadWasmModule();
  files = await readNetwork('model/v1.0');
  eye = await readNetwork('model/v3.0');
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
      message: expect.stringMatching(/^Cannot use model "v9": the versions are v1\.0, v3\.0; /),
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
      'v3.0': eye,
    };
    const models = new ModelRegistry(versions, 'v1.0', wasmModule);
    await expect(models.load()).rejects.toMatchObject({ code: 'model_unavailable' });
    broken = false;
    expect((await models.load()).version).toBe('v1.0');
  });
});

describe('ModelRegistry with a network that finds digits', () => {
  const finder = async () => ({ 'v2.0': await readNetwork('model/v2.0'), 'v3.0': eye });

  it('opens its reader when a picture needs it, and only once', async () => {
    const models = new ModelRegistry(await finder(), 'v3.0', wasmModule);
    const { classifier } = await models.load();
    const before = memory().numTensors;
    const read = classifier.predict(drawSelfTestDigit());
    const opened = memory().numTensors;
    expect([argmax(read), opened > before]).toEqual([3, true]);
    await models.loadWhole();
    await models.load('v2.0');
    expect(memory().numTensors).toBe(opened);
  });

  it('is whole with its reader, for readiness', async () => {
    const models = new ModelRegistry(await finder(), 'v3.0', wasmModule);
    const before = memory().numTensors;
    await models.load();
    const loaded = memory().numTensors - before;
    await models.loadWhole();
    expect(memory().numTensors - before).toBeGreaterThan(loaded);
  });

  it('finds digits for the others, too, as one eye', async () => {
    const models = new ModelRegistry({ ...(await finder()), 'v1.0': files }, 'v3.0', wasmModule);
    const loaded = await Promise.all(['v1.0', 'v3.0', 'v2.0'].map((version) => models.load(version)));
    expect(new Set(loaded.map((model) => model.eye.network)).size).toBe(1);
    expect(loaded.map((model) => model.eye.reads)).toEqual([false, true, false]);
    expect(loaded.map(({ reader }) => reader)).toEqual([null, 'v2.0', null]);
  });

  it('makes the others unavailable, too, where it is missing or damaged', async () => {
    const damaged = { ...eye, weights: eye.weights.slice(0, 1000) };
    const { 'v2.0': v2 } = await finder();
    const message = (versions: Record<string, NetworkFiles>) =>
      new ModelRegistry(versions, 'v2.0', wasmModule).load().catch((error: Error) => error.message);
    expect(await message({ 'v2.0': v2 })).toBe('Cannot load model "v2.0": no version finds digits for it');
    expect(await message({ 'v2.0': v2, 'v3.0': damaged })).toMatch(
      /^Cannot load model "v2.0": Cannot load model "v3.0": weights.bin is damaged/,
    );
  });

  it('is refused if its reader is damaged, before any picture needs it', async () => {
    const { 'v2.0': v2, 'v3.0': v3 } = await finder();
    const damaged = { ...v2, weights: v2.weights.slice(0, 1000) };
    const models = new ModelRegistry({ 'v2.0': damaged, 'v3.0': v3 }, 'v3.0', wasmModule);
    await expect(models.load()).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringMatching(/Cannot load model "v2.0": weights.bin is damaged/),
    });
  });
});

describe('ModelRegistry.load() of a model that is damaged', () => {
  const flipped = (bytes: ArrayBuffer): ArrayBuffer => {
    const copy = new Uint8Array(bytes.slice(0));
    copy[copy.length >> 1]! ^= 1;
    return copy.buffer;
  };

  it('refuses it for one wrong bit, also in a member of an ensemble', async () => {
    const damaged = { ...files, weights: flipped(files.weights) };
    const ensemble = { card: { ...files.card, version: 'both', members: ['v1.0', 'damaged'] } };
    const models = new ModelRegistry(
      { 'v1.0': files, 'v3.0': eye, damaged, both: ensemble },
      'v1.0',
      wasmModule,
    );
    const failure = {
      code: 'model_unavailable',
      message: expect.stringMatching(/Cannot load model "damaged": weights.bin is damaged: its SHA-256 is/),
    };
    await expect(models.load('damaged')).rejects.toMatchObject(failure);
    await expect(models.load('both')).rejects.toMatchObject({
      ...failure,
      message: expect.stringContaining('damaged'),
    });
  });

  it('refuses one that predicts wrongly even though its checksum is right', async () => {
    const models = new ModelRegistry({ 'v1.0': await untrained(), 'v3.0': eye }, 'v1.0', wasmModule);
    await expect(models.load()).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining('self-test'),
    });
  });

  it('logs the reason once, however often it is requested', async () => {
    const told: string[] = [];
    const damaged = { ...files, weights: flipped(files.weights) };
    const models = new ModelRegistry(
      { 'v1.0': damaged, 'v3.0': eye },
      'v1.0',
      wasmModule,
      undefined,
      (message) => told.push(message),
    );
    for (let i = 0; i < 3; i++) await models.load().catch(() => null);
    expect(told).toEqual([expect.stringContaining('Cannot load model "v1.0": weights.bin is damaged')]);
  });

  async function untrained(): Promise<NetworkFiles> {
    const weights = new ArrayBuffer(files.weights.byteLength);
    const card = { ...files.card, weights: { ...files.card.weights!, sha256: await sha256(weights) } };
    return { ...files, weights, card };
  }
});

describe('ModelRegistry.load() of an ensemble', () => {
  it('asks its members, of which each is loaded once', async () => {
    const card = { ...files.card, version: 'both', members: ['v1.0', 'again'] };
    const models = new ModelRegistry(
      { 'v1.0': files, 'v3.0': eye, again: files, both: { card } },
      'v1.0',
      wasmModule,
    );
    const [both, member] = await Promise.all([models.load('both'), models.load('v1.0')]);
    const digit = drawSelfTestDigit();
    expect(both.classifier.predict(digit)).toEqual(member.classifier.predict(digit));
    expect(both.parameters).toBe(2 * member.parameters);
    expect(both.classifier.judge(digit).votes?.map(({ version }) => version)).toEqual(['v1.0', 'again']);
  });

  it('refuses one with an unknown member', async () => {
    const card = { ...files.card, version: 'both', members: ['v1.0', 'v9'] };
    const models = new ModelRegistry({ 'v1.0': files, 'v3.0': eye, both: { card } }, 'v1.0', wasmModule);
    await expect(models.load('both')).rejects.toMatchObject({ code: 'model_unavailable' });
  });
});

describe('ModelRegistry.card()', () => {
  it('gives a version’s card without loading it', () => {
    expect(registry().card('v1.0').architecture.parameters).toBe(225_034);
  });
});

function registry(): ModelRegistry {
  return new ModelRegistry({ 'v1.0': files, 'v3.0': eye }, 'v1.0', wasmModule);
}
