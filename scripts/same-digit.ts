import Table from 'cli-table3';
import { Option } from 'commander';
import { CONFIG } from '../src/config';
import { decodeImage } from '../src/image/decode';
import type { Raster } from '../src/image/raster';
import type { LoadedModel } from '../src/inference/registry';
import { recognizeRaster } from '../src/recognition/recognize';
import { djpegBrightness, toJpeg } from './lib/bench/decode/pictures';
import { loadMnist } from './lib/data/mnist';
import { openModels } from './lib/model-files/open-models';
import { modelVersions, wholeNumber } from './lib/option-values';
import { seededRandom } from './lib/random';
import { createCommand, runCommand } from './lib/run-command';
import { renderLargePicture } from './lib/scenes/large-picture';
import { withProgress } from './lib/with-progress';

/** Sizes that are decoded at 1/2, 1/4 and 1/8. */
const SIZES = [
  { width: 900, height: 700 },
  { width: 1800, height: 1400 },
  { width: 3600, height: 2800 },
] as const;
/** Share of pictures that have to give the same digit. */
const GOAL = 0.999;

interface Options {
  readonly count: number;
  readonly quality: number;
  readonly model: string;
}

const command = createCommand(
  'same-digit',
  'Compares digits read after reduced decoding with those after full decoding by libjpeg-turbo (needs libjpeg-turbo-progs)',
)
  .option('--count <pictures>', 'digits of the MNIST test set', wholeNumber(1), 1000)
  .option('--quality <n>', 'quality of the JPEGs', wholeNumber(1, 100), 80)
  .addOption(
    new Option('--model <version>', 'model that answers')
      .choices(modelVersions())
      .default(CONFIG.defaultModel),
  );

await runCommand(command, async ({ count, quality, model }: Options) => {
  const { images, labels } = await loadMnist('test');
  const reader = await (await openModels()).load(model);
  const tallies = SIZES.map(() => ({ pictures: 0, same: 0, scaledRight: 0, fullRight: 0 }));
  const random = seededRandom(5);
  const chosen = Array.from({ length: count }, () => Math.floor(random() * labels.length));
  let turn = 0;
  for (const index of withProgress('same-digit', chosen, count)) {
    const which = turn++ % SIZES.length;
    const { width, height } = SIZES[which]!;
    const digit = images.subarray(index * 784, (index + 1) * 784);
    const file = toJpeg(renderLargePicture(digit, width, height, turn), [
      '-quality',
      String(quality),
      '-sample',
      '2x2',
    ]);
    const scaled = read(decodeImage(file, CONFIG.image).raster, reader);
    const full = read(djpegBrightness(file), reader);
    const tally = tallies[which]!;
    tally.pictures++;
    if (scaled === full) tally.same++;
    if (scaled === labels[index]) tally.scaledRight++;
    if (full === labels[index]) tally.fullRight++;
  }

  const table = new Table({ head: ['picture', 'pictures', 'same digit', 'scaled right', 'full right'] });
  tallies.forEach(({ pictures, same, scaledRight, fullRight }, i) => {
    table.push([`${SIZES[i]!.width}×${SIZES[i]!.height}`, pictures, same, scaledRight, fullRight]);
  });
  console.log(table.toString());
  const share = tallies.reduce((sum, { same }) => sum + same, 0) / count;
  const isMet = share >= GOAL;
  console.log(
    `Same digit: ${(100 * share).toFixed(2)} %, goal ≥ ${100 * GOAL} % ${isMet ? 'met' : 'MISSED'}`,
  );
  process.exitCode = isMet ? 0 : 1;
});

function read(raster: Raster, reader: LoadedModel): number {
  return recognizeRaster(raster, reader).digit;
}
