import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { Classifier } from '../src/inference/classifier';
import { tuningOf } from '../src/inference/registry';
import { setUpTfjs } from '../src/inference/tfjs';
import { loadMnist, splitTraining } from './lib/mnist';
import { readModel } from './lib/model-files';
import { ROOT } from './lib/production-bundle';
import { referenceHistograms } from './lib/reference-histograms';
import { loadWasmModule } from './lib/wasm-module';

const { model } = new Command('reference')
  .description(
    'Writes what drift is judged by into the card of a model: anew after a change of the normaliser',
  )
  .requiredOption('--model <version>', 'folder below model/')
  .parse()
  .opts<{ model: string }>();

await setUpTfjs(await loadWasmModule());
const folder = path.join(ROOT, 'model', model);
const { json, weights, card: current } = await readModel(folder);
const { validation } = splitTraining(await loadMnist('train'));
const reference_histograms = referenceHistograms(
  await Classifier.load(json, weights, tuningOf(current)),
  validation,
);

const file = path.join(folder, 'card.json');
const card = JSON.parse(await readFile(file, 'utf8'));
await writeFile(file, `${JSON.stringify({ ...card, reference_histograms }, null, 2)}\n`);
console.log(`${path.relative(ROOT, file)}: reference of ${validation.labels.length} pictures`);
