import { existsSync } from 'node:fs';
import type { Sequential } from '@tensorflow/tfjs-layers';
import type { Eye } from '../../../src/eye/sureness';
import type { TrainingEngine } from '../../../src/inference/card';
import type { NetworkFiles } from '../../../src/inference/model-files';
import { type DigitSet, MNIST_DIGESTS, sha256 } from '../data/mnist';
import { buildCard } from '../model-files/build-card';
import type { CardSets } from '../model-files/card-figures';
import { HANDWRITING_FONTS, loadHandwritingFonts } from '../scenes/handwriting/font-digits';
import { type RenderPlan, renderDigitSet } from '../scenes/render-digits';
import { openShippedNetwork } from '../training/networks';
import { RECIPES, type Recipe, type Refinement } from '../training/recipes';
import { runTorchTraining } from '../training/torch/torch-trainer';
import { runTraining, type TrainingRun } from '../training/trainer';
import { TrainingProgress } from '../training/training-progress';
import { createTrainingState, type TrainingState } from '../training/training-state';
import { mixPictures } from './mix-pictures';
import type { Retrained } from './trainers';

/** What a champion learns, and how. */
export interface Continuation {
  /** Name of the new model. */
  readonly version: string;
  /** Labelled pictures of production. */
  readonly feedback: DigitSet;
  /** MNIST's training pictures. */
  readonly mnist: DigitSet;
  /** What the card reports. */
  readonly sets: CardSets<DigitSet>;
  /** Finds digits for it. */
  readonly eye: Eye;
  readonly steps: number;
  /** Share of the usual number of pictures that are rendered. */
  readonly renderedShare: number;
  readonly seed: number;
  readonly engine: TrainingEngine;
  /** Command of a Python 3 with PyTorch. */
  readonly python: string;
  readonly threads: number;
}

/** Digits rendered for a retraining, a tenth of them as many as for a training. */
const RENDERED_COUNT = 4_000;

/**
 * A refinement of the champion: with frozen batch normalisation, so at a tenth of a training’s learning rate. The weight of
 * what is learned is a compromise (docs/decisions/0028).
 */
const REFINEMENT: Refinement = {
  ...RECIPES['v2.0'].refinement!,
  epochs: 1,
  share: 0.45,
  peakLearningRate: 3e-4,
  renderedShare: 0.2,
};

/** Stored with one byte per weight: a retrained model comes on top of those that the upload has already. */
const RECIPE: Recipe = {
  ...RECIPES['v2.0'],
  epochs: REFINEMENT.epochs,
  averageDecay: 0.99,
  storedAs: 'uint8',
  refinement: REFINEMENT,
};

/** Continues a network for 28×28 pixels with pictures of production, MNIST and rendered digits. */
export async function continueDigits(champion: NetworkFiles, continuation: Continuation): Promise<Retrained> {
  const { version, feedback, mnist, sets, eye, steps, seed, engine, threads, renderedShare } = continuation;
  const training = mixPictures(mnist, feedback, steps * RECIPE.batchSize, seed);
  const rendered = render(mnist, eye, Math.ceil(renderedShare * RENDERED_COUNT), seed);
  const network = await openShippedNetwork(champion.json, champion.weights);
  const started = performance.now();
  const state = await train({ training, rendered, champion, network, continuation });
  const wallSeconds = (performance.now() - started) / 1000;
  const built = await buildCard({
    version,
    description: `${champion.card.version}, retrained with ${feedback.labels.length} labelled pictures of production`,
    data: { name: 'MNIST and labelled pictures of production', pictures: training.labels.length },
    continues: champion.card.version,
    checkpoint: { version, seed, engine, threads, epochs: RECIPE.epochs, wallSeconds, state },
    recipe: RECIPE,
    network,
    digests: { ...MNIST_DIGESTS, feedback: sha256(feedback.images), rendered: sha256(rendered.images) },
    sets,
    eye,
    referenceShare: renderedShare,
  });
  network.dispose();
  return built;
}

function render(mnist: DigitSet, eye: Eye, count: number, seed: number): DigitSet {
  const fonts = existsSync(HANDWRITING_FONTS) ? loadHandwritingFonts() : [];
  const plan: RenderPlan = {
    mostSevere: 4,
    cleanShare: 0.5,
    mnistShare: 0.45,
    fontShare: fonts.length > 0 ? 0.4 : 0,
  };
  return renderDigitSet('rendering', { training: mnist, fonts, eye }, plan, count, seed);
}

interface Task {
  readonly training: DigitSet;
  readonly rendered: DigitSet;
  readonly champion: NetworkFiles;
  /** With the champion's weights. */
  readonly network: Sequential;
  readonly continuation: Continuation;
}

/** @returns the state at the end */
async function train({ training, rendered, champion, network, continuation }: Task): Promise<TrainingState> {
  const { steps, seed, engine, python, threads } = continuation;
  const progress = new TrainingProgress(RECIPE, steps, 0);
  let reached = createTrainingState(network);
  const run: TrainingRun = {
    network: champion.json,
    recipe: RECIPE,
    seed,
    threads,
    training,
    rendered,
    state: reached,
    signal: new AbortController().signal,
    onReport: (report) => {
      progress.step(report);
      reached = report.state ?? reached;
    },
  };
  if (engine === 'torch') await runTorchTraining(run, python);
  else await runTraining(run);
  progress.end();
  return reached;
}
