import path from 'node:path';
import { Command } from 'commander';
import { setUpTfjs } from '../src/inference/tfjs';
import { photograph } from './lib/card-figures';
import { buildEnsembleCard } from './lib/ensemble-card';
import { loadMnist, splitTraining } from './lib/mnist';
import { readNetwork, saveCard } from './lib/model-files';
import { ROOT } from './lib/production-bundle';
import { percent } from './lib/report/format';
import { tuneNetwork } from './lib/tune-network';
import { loadWasmModule } from './lib/wasm-module';

const { model: version, members } = new Command('tune')
  .description(
    'Fits temperature and rejection, measures the model and writes it all into its card: anew after a change of the normaliser',
  )
  .requiredOption('--model <version>', 'folder below model/')
  .option('--members <versions...>', 'makes it an ensemble of these')
  .parse()
  .opts<{ model: string; members?: string[] }>();

await setUpTfjs(await loadWasmModule());
const { validation } = splitTraining(await loadMnist('train'));
const sets = { validation, photographs: photograph(validation), test: await loadMnist('test') };
const card = members === undefined ? await tuned() : await ensemble(members);
await saveCard(folderOf(version), card);

const { test, calibration, rejection } = card;
console.log(
  `${version}: test accuracy ${percent(test.accuracy)}, calibration error ${percent(calibration.testError)}, ` +
    `rejects ${percent(rejection.rejectedTestShare)} of test digits, ${percent(rejection.rejectedPhotographShare)} of photographed ones`,
);

async function tuned() {
  const network = await readNetwork(folderOf(version));
  return { ...network.card, ...(await tuneNetwork(network, sets)) };
}

async function ensemble(versions: readonly string[]) {
  const networks = await Promise.all(versions.map((member) => readNetwork(folderOf(member))));
  return buildEnsembleCard(version, networks, sets);
}

function folderOf(name: string): string {
  return path.join(ROOT, 'model', name);
}
