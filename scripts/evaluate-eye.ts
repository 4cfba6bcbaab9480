import { existsSync } from 'node:fs';
import { Option } from 'commander';
import { CONFIG } from '../src/config';
import { argmax } from '../src/domain';
import { cropToMnist } from '../src/eye/crop-to-mnist';
import { firstLook, type Sight, secondLook, subjectBox } from '../src/eye/sight';
import type { Raster } from '../src/image/raster';
import type { LoadedModel } from '../src/inference/registry';
import { setUpTfjs } from '../src/inference/tfjs';
import { composite } from '../src/preprocess/composite';
import { recognizeRaster } from '../src/recognition/recognize';
import { eyeSets } from './lib/eye/eye-sets';
import { openModels } from './lib/model-files/open-models';
import { modelVersions, wholeNumber } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { openEye } from './lib/training/eye/open-eye';
import { loadCheckpoint } from './lib/training/training-state';
import { loadWasmModule } from './lib/wasm-module';
import { withProgress } from './lib/with-progress';

interface Options {
  readonly checkpoint: string;
  readonly beside: string;
  readonly count: number;
  readonly only?: string;
}

/** How many of a group were read right, by each reader. */
interface Tally {
  pictures: number;
  beside: number;
  first: number;
  second: number;
  /** By the model, from this eye's box. */
  boxed: number;
  missed: number;
}

const command = createCommand('evaluate:eye', 'Measures a checkpoint of the eye beside a model')
  .requiredOption('--checkpoint <file>', 'written by `npm run train:eye`')
  .addOption(
    new Option('--beside <version>', 'the model').choices(modelVersions()).default(CONFIG.defaultModel),
  )
  .option('--count <pictures>', 'pictures of each kind of scene', wholeNumber(1, 1000), 50)
  .option('--only <set>', 'only the set of this name')
  .addHelpText(
    'after',
    `
Environment: MNIST_DIR, OTHER_WRITERS_DIR and HANDWRITING_DIR as for \`npm run evaluate\`;
  FAULTS_DIR         pictures and their answers in expected.tsv`,
  );

await runCommand(command, async ({ checkpoint, beside, count, only }: Options) => {
  if (!existsSync(checkpoint)) throw new Error(`Cannot read ${checkpoint}: there is no such checkpoint`);
  const registry = await openModels();
  const model = await registry.load(beside);
  await setUpTfjs(await loadWasmModule());
  const eye = openEye((await loadCheckpoint(checkpoint)).state);
  console.log(`${'set'.padEnd(36)}pictures ${beside.padStart(8)}   first  second   boxed  missed, %`);
  for (const set of await eyeSets(count)) {
    if (only !== undefined && set.name !== only) continue;
    const groups = new Map<string, Tally>();
    for (const { group, label, raster } of withProgress(set.name, set.pictures(), set.count)) {
      const tally = groups.get(group) ?? { pictures: 0, beside: 0, first: 0, second: 0, boxed: 0, missed: 0 };
      groups.set(group, tally);
      const opaque = composite(raster);
      const first = firstLook(eye, opaque);
      tally.pictures++;
      if (recognizeRaster(raster, model).digit === label) tally.beside++;
      if (digitOf(first) === label) tally.first++;
      const second = secondLook(eye, opaque, first);
      if (digitOf(second) === label) tally.second++;
      if (digitInBox(model, opaque, second) === label) tally.boxed++;
      if (first.digits.length === 0) tally.missed++;
    }
    printTally(set.name, sumOf([...groups.values()]));
    if (groups.size > 1) for (const [group, tally] of groups) printTally(`  ${group}`, tally);
  }
});

function digitOf({ digits, subject }: Sight): number | null {
  return digits.length === 0 ? null : argmax(subject.logits);
}

/** What the model reads where the eye has found a digit. */
function digitInBox({ classifier }: LoadedModel, raster: Raster, sight: Sight): number {
  const { pixels } = cropToMnist(raster, subjectBox(sight));
  return argmax(classifier.judge(pixels).probabilities);
}

function sumOf(tallies: readonly Tally[]): Tally {
  const sum = (key: keyof Tally) => tallies.reduce((total, tally) => total + tally[key], 0);
  return {
    pictures: sum('pictures'),
    beside: sum('beside'),
    first: sum('first'),
    second: sum('second'),
    boxed: sum('boxed'),
    missed: sum('missed'),
  };
}

function printTally(name: string, { pictures, beside, first, second, boxed, missed }: Tally): void {
  const shares = [beside, first, second, boxed, missed].map((count) =>
    ((100 * count) / pictures).toFixed(2).padStart(8),
  );
  console.log(`${name.padEnd(36)}${String(pictures).padStart(8)} ${shares.join('')}`);
}
