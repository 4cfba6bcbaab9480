import { join } from 'node:path';
import { Option } from 'commander';
import { setUpTfjs } from '../src/inference/tfjs';
import { loadMnist, MNIST_DIGESTS, splitTraining } from './lib/data/mnist';
import { loadRendered } from './lib/data/rendered-digits';
import { buildCard } from './lib/model-files/build-card';
import { renderValidation } from './lib/model-files/card-figures';
import { evaluate, predictAll, toUnitRange } from './lib/model-files/evaluation';
import { saveModel } from './lib/model-files/model-files';
import { openShippedEye } from './lib/model-files/open-models';
import { defaultNetwork, wholeNumber } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { CheckpointKeeper } from './lib/training/checkpoint-keeper';
import { addEngineOptions, type EngineOptions } from './lib/training/engine-options';
import { createTrainingNetwork, NETWORK_VERSIONS, type NetworkVersion } from './lib/training/networks';
import { RECIPES, type Recipe } from './lib/training/recipes';
import { runTorchTraining } from './lib/training/torch/torch-trainer';
import { openClassifier } from './lib/training/trained-classifier';
import { runTraining, type TrainingRun } from './lib/training/trainer';
import { stepsPerEpochOf } from './lib/training/training-batch';
import { TrainingProgress } from './lib/training/training-progress';
import {
  type Checkpoint,
  createTrainingState,
  learnedBy,
  loadCheckpoint,
} from './lib/training/training-state';
import { loadWasmModule } from './lib/wasm-module';

interface Options extends EngineOptions {
  model: NetworkVersion;
  epochs?: number;
  seed: number;
  validateEvery: number;
  resume: boolean;
  export: boolean;
  name?: string;
  checkpoints: string;
  out: string;
}

const DESCRIPTIONS: Record<NetworkVersion, string> = {
  'v1.0': 'The original service’s network, trained with affine augmentation',
  'v2.0': 'Batch-normalised network, trained with photo-like augmentation',
  'v2.0-long': 'The network of v2.0, trained three times as long',
  'v2.1-3x3': 'Ten convolutions of 3×3 without pooling, trained for long with photo-like augmentation',
  'v2.1-7x7': 'Four convolutions of 7×7 without pooling, trained for long with photo-like augmentation',
};

const command = createCommand(
  'train',
  'Trains a model on MNIST and writes it to model/<version>/ with its card',
)
  .addOption(
    new Option('--model <version>', 'network to train').choices(NETWORK_VERSIONS).default(defaultNetwork()),
  )
  .option('--epochs <count>', 'passes over the training set (default: the recipe’s)', wholeNumber(1))
  .option('--seed <number>', 'seed of weights, order, augmentation and dropout', wholeNumber(1), 1)
  .option('--validate-every <epochs>', 'epochs between validations', wholeNumber(1), 1)
  .option('--resume', 'continue from the last checkpoint', false)
  .option('--export', 'do not train; write the model from the last checkpoint', false)
  .option('--name <version>', 'name of the model (default: that of the network)')
  .option('--checkpoints <folder>', 'folder for checkpoints', 'checkpoints')
  .option('--out <folder>', 'folder for models', 'model');

addEngineOptions(command);

await runCommand(command, async (options: Options) => {
  const path = join(options.checkpoints, `${options.model}-seed${options.seed}.bin`);
  const { training, validation } = splitTraining(await loadMnist('train'));
  await setUpTfjs(await loadWasmModule());
  const network = createTrainingNetwork(options.model, options.seed);

  let checkpoint = await startingPoint();
  const recipe: Recipe = { ...RECIPES[options.model], epochs: checkpoint.epochs };
  const rendered = recipe.renderedShare > 0 ? await loadRendered() : null;
  const stepsPerEpoch = stepsPerEpochOf({ recipe, training });
  if (!options.export) await train();
  const finished = checkpoint.state.adam.step >= stepsPerEpoch * recipe.epochs;
  if (finished || options.export) await writeModel();

  async function startingPoint(): Promise<Checkpoint> {
    if (options.resume || options.export) return loadCheckpoint(path);
    const { refinement, epochs: wanted } = RECIPES[options.model];
    const epochs = options.epochs ?? wanted;
    const fewest = 1 + (refinement?.epochs ?? 0);
    if (epochs < fewest)
      throw new Error(`Cannot train ${epochs} epochs: ${options.model} needs at least ${fewest}`);
    const { model: version, seed, engine, threads } = options;
    return { version, seed, engine, threads, epochs, wallSeconds: 0, state: createTrainingState(network) };
  }

  async function train(): Promise<void> {
    const controller = new AbortController();
    process.once('SIGINT', () => controller.abort());
    const progress = new TrainingProgress(recipe, stepsPerEpoch, checkpoint.state.adam.step);
    const keeper = new CheckpointKeeper(path, checkpoint);
    const run: TrainingRun = {
      network: options.model,
      recipe,
      seed: checkpoint.seed,
      threads: checkpoint.threads,
      training,
      rendered: rendered?.set ?? null,
      state: checkpoint.state,
      signal: controller.signal,
      onReport: (report) => {
        progress.step(report);
        if (report.state === null) return;
        keeper.keep(report.state, async (saved) => {
          const epoch = saved.state.adam.step / stepsPerEpoch;
          if (!report.stopped && epoch % options.validateEvery === 0) progress.epoch(await validate(saved));
        });
      },
    };
    if (checkpoint.engine === 'torch') await runTorchTraining(run, options.python);
    else await runTraining(run);
    await keeper.settled();
    checkpoint = keeper.newest;
    progress.end();
    if (controller.signal.aborted)
      console.log(`Stopped. Continue ${path} with --resume, or write its model with --export`);
  }

  async function validate(reached: Checkpoint): Promise<number> {
    const classifier = openClassifier(network, learnedBy(reached.state, recipe.refinement), 'float32');
    const figures = evaluate(predictAll(classifier, toUnitRange(validation.images)), validation.labels);
    classifier.dispose();
    return figures.accuracy;
  }

  async function writeModel(): Promise<void> {
    const digests = { ...MNIST_DIGESTS, ...rendered?.digests };
    const eye = await openShippedEye(defaultNetwork());
    const sets = { validation, rendered: renderValidation(validation, eye), test: await loadMnist('test') };
    const version = options.name ?? options.model;
    const { card, model } = await buildCard({
      version,
      description: DESCRIPTIONS[options.model],
      data: { name: 'MNIST', pictures: training.labels.length },
      continues: null,
      checkpoint,
      recipe,
      network,
      digests,
      sets,
      eye,
      referenceShare: 1,
    });
    const folder = join(options.out, version);
    await saveModel(folder, model, card);
    const accuracy = `test accuracy ${(100 * card.test.accuracy).toFixed(2)} %`;
    console.log(`${folder}: ${accuracy}, ${model.weights.byteLength} bytes of weights`);
  }
});
