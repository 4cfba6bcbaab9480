import path from 'node:path';
import { setUpTfjs } from '../src/inference/tfjs';
import { type CardSets, photograph } from './lib/card-figures';
import { buildEnsembleCard } from './lib/ensemble-card';
import { type DigitSet, loadMnist, splitTraining } from './lib/mnist';
import { readNetwork, saveCard } from './lib/model-files';
import { modelVersions } from './lib/option-values';
import { ROOT } from './lib/production-bundle';
import { percent } from './lib/report/format';
import { createCommand, runCommand } from './lib/run-command';
import { tuneNetwork } from './lib/tune-network';
import { loadWasmModule } from './lib/wasm-module';

interface Options {
  readonly model: string;
  readonly members?: readonly string[];
}

const command = createCommand(
  'tune',
  'Fits temperature and rejection, measures the model and writes it all into its card: anew after a change of the normaliser',
)
  .requiredOption('--model <version>', 'folder below model/')
  .option('--members <versions...>', 'makes it an ensemble of these');

await runCommand(command, async ({ model: version, members }: Options) => {
  for (const network of members ?? [version]) requireModel(network);
  await setUpTfjs(await loadWasmModule());
  const { validation } = splitTraining(await loadMnist('train'));
  const sets = { validation, photographs: photograph(validation), test: await loadMnist('test') };
  const card = members === undefined ? await tuned(version, sets) : await ensemble(version, members, sets);
  await saveCard(folderOf(version), card);

  const { test, calibration, rejection } = card;
  console.log(
    `${version}: test accuracy ${percent(test.accuracy)}, calibration error ${percent(calibration.testError)}, ` +
      `rejects ${percent(rejection.rejectedTestShare)} of test digits, ${percent(rejection.rejectedPhotographShare)} of photographed ones`,
  );
});

/** @throws Error that names those that there are */
function requireModel(version: string): void {
  const versions = modelVersions();
  if (!versions.includes(version))
    throw new Error(`Cannot tune ${version}: model/ has ${versions.join(', ')}`);
}

async function tuned(version: string, sets: CardSets<DigitSet>) {
  const network = await readNetwork(folderOf(version));
  return { ...network.card, ...(await tuneNetwork(network, sets)) };
}

async function ensemble(version: string, versions: readonly string[], sets: CardSets<DigitSet>) {
  const networks = await Promise.all(versions.map((member) => readNetwork(folderOf(member))));
  return buildEnsembleCard(version, networks, sets);
}

function folderOf(name: string): string {
  return path.join(ROOT, 'model', name);
}
