import { parentPort, workerData } from 'node:worker_threads';
import { LOOK_VALUES, look } from '../../eye/look';
import { loadGlyphFonts } from '../../scenes/generator/fonts';
import { SceneGenerator } from '../../scenes/generator/generator';
import { GlyphLibrary } from '../../scenes/generator/glyphs';
import { TRAINING } from '../../scenes/generator/settings';
import { EYE_TARGETS, writeEyeTarget } from './eye-target';
import type { EyeTask } from './eye-task';

const { training, seed, batchSize } = workerData as EyeTask;
const generator = new SceneGenerator(new GlyphLibrary({ digits: training, ...loadGlyphFonts() }), TRAINING);

/** Answers each step's number with its batch: pictures and crops in turn, so that one network learns both looks. */
parentPort!.on('message', (step: number) => {
  const pixels = new Float32Array(batchSize * LOOK_VALUES);
  const targets = new Float32Array(batchSize * EYE_TARGETS);
  for (let n = 0; n < batchSize; n++) {
    const scene = generator.scene(n % 2 === 0 ? 'picture' : 'crop', seed, step, n);
    const { raster, left, top, side } = scene;
    look(raster, { x: -left, y: -top, side }, pixels.subarray(n * LOOK_VALUES, (n + 1) * LOOK_VALUES));
    writeEyeTarget(scene, targets.subarray(n * EYE_TARGETS, (n + 1) * EYE_TARGETS));
  }
  parentPort!.postMessage({ pixels, targets }, [pixels.buffer, targets.buffer]);
});
