import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Network } from '../src/inference/network';
import { setUpTfjs } from '../src/inference/tfjs';
import { loadMnist, splitTraining } from './lib/data/mnist';
import { GOLDEN_LOOKS_FILE, goldenLooks } from './lib/eye/golden-looks';
import { buildEyeCard } from './lib/model-files/eye-card';
import { type EncodedModel, saveModel } from './lib/model-files/model-files';
import { openModels } from './lib/model-files/open-models';
import { defaultNetwork, wholeNumber } from './lib/option-values';
import { percent } from './lib/report/format';
import { createCommand, runCommand } from './lib/run-command';
import { loadCheckpoint } from './lib/training/training-state';
import { loadWasmModule } from './lib/wasm-module';

interface Options {
  readonly checkpoint: string;
  readonly reader: string;
  readonly pictures: number;
  readonly out: string;
}

/** Folder of the models that the Worker is built with. */
const SHIPPED = 'model';

const command = createCommand(
  'export:eye',
  'Writes the eye of a checkpoint to model/<version>/ with its card, calibrated with the model that reads what it finds',
)
  .requiredOption('--checkpoint <file>', 'written by `npm run train:eye`')
  .option('--reader <version>', 'network that reads the digits', defaultNetwork())
  .option('--pictures <count>', 'pictures that it is calibrated with', wholeNumber(100, 5_000), 4_000)
  .option('--out <folder>', 'folder for models', SHIPPED);

await runCommand(command, async ({ checkpoint: file, reader, pictures, out }: Options) => {
  if (!existsSync(file)) throw new Error(`Cannot read ${file}: there is no such checkpoint`);
  const checkpoint = await loadCheckpoint(file);
  await setUpTfjs(await loadWasmModule());
  const { validation } = splitTraining(await loadMnist('train'));
  const reading = await (await openModels()).load(reader);
  const { card, model } = await buildEyeCard(checkpoint, reading, validation, pictures);
  await saveModel(join(out, card.version), model, card);
  // The golden looks are those of the model that ships.
  if (out === SHIPPED) writeGoldenLooks(model);
  console.log(
    `${card.version}: ${checkpoint.state.adam.step} steps, ${model.weights.byteLength} bytes, rejects ` +
      `${percent(card.rejection.rejectedPhotographShare)} of validation digits in pictures`,
  );
});

function writeGoldenLooks({ json, weights }: EncodedModel): void {
  const network = Network.load(json, weights);
  writeFileSync(GOLDEN_LOOKS_FILE, `${JSON.stringify(goldenLooks(network))}\n`);
  network.dispose();
}
