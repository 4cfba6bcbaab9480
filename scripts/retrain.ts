import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Option } from 'commander';
import type { ModelRegistry } from '../src/inference/registry';
import { setUpTfjs } from '../src/inference/tfjs';
import { type DigitSet, loadMnist, splitTraining } from './lib/data/mnist';
import { renderValidation } from './lib/model-files/card-figures';
import { readModel, saveModel } from './lib/model-files/model-files';
import { openModels } from './lib/model-files/open-models';
import { defaultNetwork, modelVersions, wholeNumber } from './lib/option-values';
import { openImageFolder } from './lib/report/image-folder';
import { printReport, writePage } from './lib/report/report';
import { readFeedback } from './lib/retraining/feedback-source';
import {
  countFeedback,
  GATE_FILE,
  type Gate,
  reportGate,
  verdictOf,
} from './lib/retraining/gate/gate-report';
import { judgeCandidate } from './lib/retraining/gate/judge-candidate';
import { nextVersion } from './lib/retraining/next-version';
import { digestsOf, sortFeedback, toDigitSet } from './lib/retraining/sort-feedback';
import { trainerOf } from './lib/retraining/trainers';
import { createCommand, runCommand } from './lib/run-command';
import { ROOT } from './lib/serve/production-bundle';
import { addEngineOptions, type EngineOptions } from './lib/training/engine-options';
import { UserError } from './lib/user-error';
import { loadWasmModule } from './lib/wasm-module';

interface Options extends EngineOptions {
  readonly feedback: string;
  readonly champion: string;
  readonly name?: string;
  readonly drifted?: string;
  readonly steps?: number;
  readonly short: boolean;
  readonly seed: number;
  readonly count?: number;
  readonly out: string;
}

/** How much work a retraining is. */
interface Effort {
  readonly steps: number;
  /** Share of the pictures that are usually rendered for training and card. */
  readonly renderedShare: number;
  /** Stress pictures for each disturbance and severity. */
  readonly count: number;
  /** Pictures of the MNIST test set. */
  readonly testPictures: number;
}

const WHOLE: Effort = { steps: 400, renderedShare: 1, count: 40, testPictures: 10_000 };
const SHORT: Effort = { steps: 100, renderedShare: 0.1, count: 4, testPictures: 2_000 };

/** Fewer labels tell nothing: the gate needs ten times as many. */
const FEWEST_LABELS = 20;

const command = createCommand(
  'retrain',
  'Continues a model with labelled pictures of production and judges the result (docs/retraining.md); status 1 if it does not pass',
)
  .addOption(
    new Option(
      '--feedback <source>',
      'folder or tar file of <label>/<name>.png, address of a service, or address of its export',
    )
      .env('DIGITS_FEEDBACK')
      .makeOptionMandatory(),
  )
  .addOption(
    new Option('--champion <version>', 'the network to continue')
      .choices(modelVersions())
      .default(defaultNetwork()),
  )
  .option('--name <version>', 'name of the new model (default: the next minor version)')
  .option('--drifted <folder>', 'other pictures <digit>/<file> that the new model may be better with')
  .option('--steps <count>', 'training steps, each with 128 pictures (default: 400)', wholeNumber(1, 600))
  .option('--seed <number>', 'seed of order, augmentation and dropout', wholeNumber(1), 1)
  .option(
    '--count <pictures>',
    'stress pictures per disturbance and severity (default: 40)',
    wholeNumber(1, 1000),
  )
  .option('--short', 'a quarter of the steps, a tenth of the pictures: to try it out', false)
  .option('--out <folder>', 'folder for the new model and the report', 'retraining')
  .addHelpText(
    'after',
    `
Environment:
  DIGITS_FEEDBACK    stands for --feedback
  DIGITS_ADMIN_KEY   key of the role admin, if --feedback is an address
  MNIST_DIR          where MNIST is (default: data/mnist, where \`npm run data\` puts it)
  OTHER_WRITERS_DIR  IDX files, and
  HANDWRITING_DIR    pictures <set>/<digit>/<file>, which the gate measures with as well`,
  );

addEngineOptions(command);

await runCommand(command, async (options: Options) => {
  const version = options.name ?? nextVersion(options.champion, modelVersions());
  const folder = path.join(options.out, version);
  const usual = options.short ? SHORT : WHOLE;
  const effort: Effort = {
    ...usual,
    steps: options.steps ?? usual.steps,
    count: options.count ?? usual.count,
  };
  const championFiles = await readModel(path.join(ROOT, 'model', options.champion));
  const { trainer, network } = trainerOf(championFiles);
  const shipped = await openModels();
  const { eye } = await shipped.load(options.champion);
  const feedback = await readFeedback(options.feedback, eye);
  const mnist = { all: await loadMnist('train'), test: await loadMnist('test') };

  const known = new Set([mnist.all, mnist.test].flatMap(digestsOf));
  const reviewer = await shipped.load(reviewerOf(shipped) ?? options.champion);
  const sorted = sortFeedback(feedback.pictures, known, reviewer.classifier);
  const counts = countFeedback(sorted, feedback);
  console.log(
    `${options.feedback}: ${counts.training} pictures to learn from, ${counts.heldOut} held out, ${counts.suspicious} suspicious`,
  );
  if (counts.training < FEWEST_LABELS) {
    throw new UserError(
      `Cannot retrain with ${counts.training} labelled pictures: at least ${FEWEST_LABELS} are needed`,
    );
  }

  await setUpTfjs(await loadWasmModule());
  const { training, validation } = splitTraining(mnist.all);
  const retrained = await trainer.retrain(network, {
    ...options,
    ...effort,
    version,
    feedback: toDigitSet(sorted.training),
    mnist: training,
    sets: { validation, rendered: renderValidation(validation, eye, effort.renderedShare), test: mnist.test },
    eye,
  });
  await saveModel(path.join(folder, 'model'), retrained.model, retrained.card);

  const candidateFiles = { ...retrained.model, card: retrained.card };
  const both = await openModels({ [version]: candidateFiles });
  const lines = judgeCandidate({
    champion: await both.load(options.champion),
    candidate: await both.load(version),
    feedback: sorted,
    mnistTest: firstOf(mnist.test, effort.testPictures),
    count: effort.count,
    drifted: options.drifted === undefined ? null : openImageFolder(options.drifted),
  });
  const failed = lines.filter(({ passed }) => !passed).map(({ name }) => name);
  const gate: Gate = {
    version,
    champion: options.champion,
    created: new Date().toISOString(),
    weightsSha256: retrained.card.weights!.sha256,
    passed: failed.length === 0,
    failed,
    lines,
    feedback: counts,
    notMeasured: ['OTHER_WRITERS_DIR', 'HANDWRITING_DIR'].filter((name) => !process.env[name]),
  };
  writeReport(gate);

  function writeReport(gate: Gate): void {
    const report = reportGate(gate, sorted.suspicious);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, GATE_FILE), `${JSON.stringify(gate, null, 2)}\n`);
    writePage(`# Gate of ${version}`, [report], path.join(folder, 'gate.md'), folder);
    printReport(report);
    console.log(`\nWritten to ${folder}`);
    if (!gate.passed) throw new UserError(verdictOf(gate));
  }
});

/** The version whose confident disagreement makes a label suspicious: an ensemble errs least; null without one. */
function reviewerOf(models: ModelRegistry): string | null {
  return models.versions.find((version) => models.card(version).members !== null) ?? null;
}

function firstOf({ images, labels }: DigitSet, count: number): DigitSet {
  return { images: images.subarray(0, 784 * count), labels: labels.subarray(0, count) };
}
