import { parentPort, workerData } from 'node:worker_threads';
import { LOOK_VALUES, look as writeLook } from '../../../../src/eye/look';
import { AmountScenes, openAmounts } from '../../scenes/amounts';
import { openScenes } from '../../scenes/generator/open-scenes';
import type { Scene } from '../../scenes/generator/scene';
import { TRAINING } from '../../scenes/generator/settings';
import { QUARTERS, writeCoarseLooks } from './coarse-looks';
import { EYE_TARGETS, writeEyeTarget } from './eye-target';
import type { EyeTask } from './eye-task';

/** Share of scenes that are real ones. */
const AMOUNTS_SHARE = 0.12;
/** Share of a batch that shows pictures of other scenes of it coarsely, four of them each. */
const COARSE_SHARE = 0.1;

const { training, seed, batchSize, amounts } = workerData as EyeTask;
const generator = openScenes(training, TRAINING);
const realScenes = amounts === null ? null : new AmountScenes(openAmounts(amounts, 'training'));

/** Answers each step's number with its batch: pictures and crops in turn, and coarse looks, so that one network learns them all. */
parentPort!.on('message', (step: number) => {
  const pixels = new Float32Array(batchSize * LOOK_VALUES);
  const targets = new Float32Array(batchSize * EYE_TARGETS);
  const pixelsOf = (n: number) => pixels.subarray(n * LOOK_VALUES, (n + 1) * LOOK_VALUES);
  const targetOf = (n: number) => targets.subarray(n * EYE_TARGETS, (n + 1) * EYE_TARGETS);
  const drawn = batchSize / 2;
  const fine = Math.round(drawn * (1 - COARSE_SHARE));
  const pictures: Scene[] = [];
  for (let n = 0; n < fine; n++) {
    const look = n % 2 === 0 ? 'picture' : 'crop';
    const isReal = realScenes !== null && n >= (1 - AMOUNTS_SHARE) * fine;
    const scene = (isReal ? realScenes : generator).scene(look, seed, step, n);
    const { raster, left, top, side } = scene;
    writeLook(raster, { x: -left, y: -top, side }, pixelsOf(n));
    writeEyeTarget(scene, targetOf(n));
    // Nobody can read the amount of a cheque in 32×32 pixels.
    if (look === 'picture' && !isReal) pictures.push(scene);
  }
  for (let n = fine; n < drawn; n++) writeCoarseLooks(pictures.splice(0, QUARTERS), pixelsOf(n), targetOf(n));
  writeNegatives(pixels);
  targets.copyWithin(drawn * EYE_TARGETS, 0, drawn * EYE_TARGETS);
  parentPort!.postMessage({ pixels, targets }, [pixels.buffer, targets.buffer]);
});

/**
 * Fills the second half of a batch with the first one's negatives, in other colours: drawing a scene costs as much as learning
 * from it, and a look has no brightness of its own, so its negative is its opposite sign.
 */
function writeNegatives(pixels: Float32Array): void {
  const half = pixels.length / 2;
  for (let i = 0; i < half; i += 3) {
    pixels[half + i] = -pixels[i + 1]!;
    pixels[half + i + 1] = -pixels[i + 2]!;
    pixels[half + i + 2] = -pixels[i]!;
  }
}
