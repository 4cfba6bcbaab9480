import wasmFile from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm';
import { companionsOf, type ModelCard } from '../../inference/card';
import type { EnsembleFiles, ModelFiles } from '../../inference/model-files';
import type { ModelJson } from '../../inference/network';
import { type LoadedModel, ModelRegistry } from '../../inference/registry';
import { MODEL_VERSIONS } from '../../inference/versions';

/** Of the versions that were asked for so far. */
const files: Record<string, ModelFiles> = {};
let registry: Promise<ModelRegistry> | null = null;

/**
 * Loads and tests a model as the Worker does. Its weights, and the binary of tfjs, are fetched on first use.
 *
 * @param version one of those in `model/`
 * @throws Error if a file cannot be fetched; a later call tries again
 * @throws ServiceError `model_unavailable` if it is damaged
 */
export async function loadModel(version: string): Promise<LoadedModel> {
  const [models] = await Promise.all([openRegistry(version), fetchModel(version), fetchFinder()]);
  return models.load(version);
}

/** @returns the first version that finds digits in pictures, as the service reads numbers with */
export async function findFinder(): Promise<string> {
  for (const version of MODEL_VERSIONS) {
    if ((await importCard(version)).reader !== undefined) return version;
  }
  throw new Error('No model finds digits');
}

/** Whatever reads, this finds what there is to read. */
async function fetchFinder(): Promise<void> {
  await fetchModel(await findFinder());
}

function importCard(version: string): Promise<ModelCard> {
  return importOf<ModelCard>(import(`../../../model/${version}/card.json`));
}

function openRegistry(defaultVersion: string): Promise<ModelRegistry> {
  registry ??= WebAssembly.compileStreaming(fetchFile(wasmFile)).then(
    (wasmModule) => new ModelRegistry(files, defaultVersion, wasmModule),
    (error) => {
      registry = null;
      throw error;
    },
  );
  return registry;
}

async function fetchModel(version: string): Promise<void> {
  if (version in files) return;
  const card = await importCard(version);
  await Promise.all(companionsOf(card).map(fetchModel));
  if (card.members !== null) {
    files[version] = { card } as EnsembleFiles;
    return;
  }
  const [json, weightsFile] = await Promise.all([
    importOf<ModelJson>(import(`../../../model/${version}/model.json`)),
    importOf<string>(import(`../../../model/${version}/weights.bin`)),
  ]);
  files[version] = { json, weights: await (await fetchFile(weightsFile)).arrayBuffer(), card };
}

async function importOf<T>(module: Promise<{ readonly default: T }>): Promise<T> {
  return (await module).default;
}

/** @param name relative to this script */
async function fetchFile(name: string): Promise<Response> {
  const response = await fetch(new URL(name, location.href));
  if (!response.ok) throw new Error(`Cannot load ${name}: the service answers ${response.status}`);
  return response;
}
