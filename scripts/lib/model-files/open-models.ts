import { readdirSync } from 'node:fs';
import path from 'node:path';
import { CONFIG } from '../../../src/config';
import type { Eye } from '../../../src/eye/sureness';
import type { ModelFiles } from '../../../src/inference/model-files';
import { ModelRegistry } from '../../../src/inference/registry';
import { ROOT } from '../serve/production-bundle';
import { loadWasmModule } from '../wasm-module';
import { readModel } from './model-files';

/**
 * Opens the models in `model/` like the Worker opens those in its bundle.
 *
 * @param others models from elsewhere, by version
 */
export async function openModels(others: Readonly<Record<string, ModelFiles>> = {}): Promise<ModelRegistry> {
  const folder = path.join(ROOT, 'model');
  const versions = readdirSync(folder);
  const files = await Promise.all(versions.map((version) => readModel(path.join(folder, version))));
  const byVersion = Object.fromEntries(versions.map((version, i) => [version, files[i]!]));
  return new ModelRegistry({ ...byVersion, ...others }, CONFIG.defaultModel, await loadWasmModule());
}

/** Opens what finds the digits for a model in `model/`. */
export async function openShippedEye(version: string): Promise<Eye> {
  return (await (await openModels()).load(version)).eye;
}
