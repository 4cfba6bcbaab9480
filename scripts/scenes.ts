import { writeFile } from 'node:fs/promises';
import { Option } from 'commander';
import { PNG } from 'pngjs';
import { loadMnist, splitTraining } from './lib/data/mnist';
import { wholeNumber } from './lib/option-values';
import { createCommand, runCommand } from './lib/run-command';
import { KINDS } from './lib/scenes/generator/generator';
import { openScenes } from './lib/scenes/generator/open-scenes';
import { STRESS, TRAINING } from './lib/scenes/generator/settings';
import { drawSheet } from './lib/scenes/generator/sheet';

interface Options {
  readonly sheet: string;
  readonly columns: number;
  readonly kind?: readonly string[];
  readonly stress: boolean;
  readonly seed: number;
}

const ROWS = [...KINDS.map(({ name }) => name), 'any-picture', 'any-crop'];

const command = createCommand(
  'scenes',
  'Draws a contact sheet of the scenes that the eye learns from, a row for each kind',
)
  .requiredOption('--sheet <file>', 'PNG file to write')
  .option('--columns <count>', 'scenes in a row', wholeNumber(1, 60), 16)
  .addOption(
    new Option('--kind <name...>', 'only these kinds; any-picture and any-crop mix all of them').choices(
      ROWS,
    ),
  )
  .option('--stress', 'with the settings of the stress suite instead of those of training', false)
  .option('--seed <number>', 'seed of the scenes', wholeNumber(0), 1);

await runCommand(command, async ({ sheet, columns, kind, stress, seed }: Options) => {
  const { training, validation } = splitTraining(await loadMnist('train'));
  const generator = stress ? openScenes(validation, STRESS) : openScenes(training, TRAINING);
  const rows = kind ?? ROWS;
  const pixels = drawSheet(generator, rows, columns, seed);
  const png = new PNG({ width: pixels.width, height: pixels.height });
  png.data = Buffer.from(pixels.rgba);
  await writeFile(sheet, PNG.sync.write(png));
  console.log(`${sheet}: ${rows.length} rows of ${columns}: ${rows.join(', ')}`);
});
