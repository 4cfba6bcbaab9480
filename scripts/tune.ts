import path from 'node:path';
import type { Eye } from '../src/eye/sureness';
import { Network } from '../src/inference/network';
import { setUpTfjs } from '../src/inference/tfjs';
import type { Histograms } from '../src/metrics/drift/histograms';
import { recognizeRaster } from '../src/recognition/recognize';
import { type DigitSet, loadMnist, splitTraining } from './lib/data/mnist';
import { adoptReference } from './lib/model-files/adopt-reference';
import { type CardSets, renderValidation } from './lib/model-files/card-figures';
import { buildEnsembleCard } from './lib/model-files/ensemble-card';
import { readModel, readNetwork, saveCard } from './lib/model-files/model-files';
import { openModels, openShippedEye } from './lib/model-files/open-models';
import { referenceHistograms } from './lib/model-files/reference-histograms';
import { tuneEye } from './lib/model-files/tune-eye';
import { tuneNetwork } from './lib/model-files/tune-network';
import { defaultNetwork, modelVersions } from './lib/option-values';
import { percent } from './lib/report/format';
import { createCommand, runCommand } from './lib/run-command';
import { ROOT } from './lib/serve/production-bundle';
import { loadWasmModule } from './lib/wasm-module';

interface Options {
  readonly model: string;
  readonly members?: readonly string[];
  readonly reference?: true;
  readonly adopt?: string;
}

/** Pictures that a model which finds digits is tuned to. */
const EYE_PICTURES = 4_000;

const command = createCommand(
  'tune',
  'Fits temperature and rejection threshold, measures the model and updates its card; repeat after a change of the eye',
)
  .requiredOption('--model <version>', 'folder below model/')
  .option('--members <versions...>', 'make it an ensemble of these')
  .option('--reference', 'only render the drift reference again')
  .option(
    '--adopt <source>',
    'use a service’s own counts as the drift reference: its address (last 7 days), the address of its /drift, or a saved response',
  );

await runCommand(command, async ({ model: version, members, reference, adopt }: Options) => {
  for (const network of members ?? [version]) requireModel(network);
  if (adopt !== undefined) await saveReference(version, await adoptReference(adopt, version));
  else if (reference) await saveReference(version, await drawReference(version));
  else await tune(version, members);
});

async function tune(version: string, members?: readonly string[]): Promise<void> {
  await setUpTfjs(await loadWasmModule());
  const { validation } = splitTraining(await loadMnist('train'));
  const eye = await openShippedEye(defaultNetwork());
  const sets = { validation, rendered: renderValidation(validation, eye), test: await loadMnist('test') };
  const card =
    members === undefined ? await tuned(version, sets, eye) : await ensemble(version, members, sets, eye);
  await saveCard(folderOf(version), card);

  const { test, calibration, rejection } = card;
  console.log(
    `${version}: test accuracy ${percent(test.accuracy)}, calibration error ${percent(calibration.testError)}, ` +
      `rejects ${percent(rejection.rejectedTestShare)} of test digits, ${percent(rejection.rejectedPhotographShare)} of rendered ones`,
  );
}

async function drawReference(version: string): Promise<Histograms> {
  const { validation } = splitTraining(await loadMnist('train'));
  const model = await (await openModels()).load(version);
  return referenceHistograms((raster) => recognizeRaster(raster, model), validation);
}

async function saveReference(version: string, reference_histograms: Histograms): Promise<void> {
  const { card } = await readModel(folderOf(version));
  await saveCard(folderOf(version), { ...card, reference_histograms });
  const pictures = reference_histograms.outcome.reduce((sum, count) => sum + count, 0);
  console.log(`${version}: drift is now judged by ${pictures} pictures; restart or deploy`);
}

/** @throws Error that names the available ones */
function requireModel(version: string): void {
  const versions = modelVersions();
  if (!versions.includes(version))
    throw new Error(`Cannot tune ${version}: model/ has ${versions.join(', ')}`);
}

async function tuned(version: string, sets: CardSets<DigitSet>, eye: Eye) {
  const files = await readNetwork(folderOf(version));
  const { card, json, weights } = files;
  if (card.reader === undefined) return { ...card, ...(await tuneNetwork(files, sets, eye)) };
  const reader = await (await openModels()).load(card.reader);
  return { ...card, ...tuneEye(version, Network.load(json, weights), reader, sets.validation, EYE_PICTURES) };
}

async function ensemble(version: string, versions: readonly string[], sets: CardSets<DigitSet>, eye: Eye) {
  const networks = await Promise.all(versions.map((member) => readNetwork(folderOf(member))));
  return buildEnsembleCard(version, networks, sets, eye);
}

function folderOf(name: string): string {
  return path.join(ROOT, 'model', name);
}
