import Table from 'cli-table3';
import { Option } from 'commander';
import { CONFIG } from '../src/config';
import { readJpeg } from '../src/image/jpeg/decode-jpeg';
import { brightnessSpan } from '../src/image/jpeg/flatness';
import type { Raster } from '../src/image/raster';
import type { LoadedModel } from '../src/inference/registry';
import { recognizeRaster } from '../src/recognition/recognize';
import { toJpeg } from './lib/bench/decode/pictures';
import { loadMnist } from './lib/data/mnist';
import { openModels } from './lib/model-files/open-models';
import { modelVersions, wholeNumber } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { renderStress, SEVERITIES, type StressFamily } from './lib/scenes/stress';
import { withProgress } from './lib/with-progress';

/** Disturbances that leave little difference in brightness between ink and paper, and one that does not. */
const FAMILIES: readonly StressFamily[] = ['coloured-ink', 'faint-pencil', 'plain'];
const BIN = 16;
const MIN_SIDE = 320;

interface Options {
  readonly count: number;
  readonly model: string;
}

const command = createCommand(
  'colour-worth',
  'Finds the span of brightness above which colour does not improve the reading of a JPEG (needs libjpeg-turbo-progs)',
)
  .option('--count <digits>', 'digits of the MNIST test set, each in 15 pictures', wholeNumber(1, 10_000), 20)
  .addOption(
    new Option('--model <version>', 'model that answers')
      .choices(modelVersions())
      .default(CONFIG.defaultModel),
  );

/** Pictures of a span of brightness, and how many are read correctly without and with colour. */
type Tallies = Map<number, { pictures: number; grey: number; colour: number }>;

await runCommand(command, async ({ count, model }: Options) => {
  const { images, labels } = await loadMnist('test');
  const reader = await (await openModels()).load(model);
  const tallies: Tallies = new Map();
  for (const index of withProgress('colour-worth', Array(count).keys(), count)) {
    const digit = images.subarray(index * 784, (index + 1) * 784);
    for (const family of FAMILIES) {
      for (const severity of SEVERITIES)
        tally(tallies, renderStress(digit, family, severity, index), labels[index]!, reader);
    }
  }

  const table = new Table({
    head: ['span of brightness', 'pictures', 'right without colour', 'right with it'],
  });
  for (const [span, { pictures, grey, colour }] of [...tallies].sort(([a], [b]) => a - b)) {
    table.push([`${span} to ${span + BIN - 1}`, pictures, grey, colour]);
  }
  console.log(table.toString());
});

function tally(tallies: Tallies, { width, height, data }: Raster, label: number, reader: LoadedModel): void {
  const file = toJpeg({ width, height, data }, ['-quality', '85', '-sample', '2x2']);
  const grey = readJpeg(file, CONFIG.image, MIN_SIDE, false).raster;
  const colour = readJpeg(file, CONFIG.image, MIN_SIDE, true).raster;
  const span = BIN * Math.floor(brightnessSpan(grey) / BIN);
  const entry = tallies.get(span) ?? { pictures: 0, grey: 0, colour: 0 };
  tallies.set(span, entry);
  entry.pictures++;
  if (read(grey, reader) === label) entry.grey++;
  if (read(colour, reader) === label) entry.colour++;
}

function read(raster: Raster, reader: LoadedModel): number {
  return recognizeRaster(raster, reader).digit;
}
