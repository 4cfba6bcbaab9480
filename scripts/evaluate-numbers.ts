import { readLines, readsNumbers } from '../src/recognition/read-number';
import { amountsFolder } from './lib/data/amounts';
import { openModels } from './lib/model-files/open-models';
import { wholeNumber } from './lib/option-values';
import { percent } from './lib/report/format';
import { createCommand, runCommand } from './lib/run-command';
import { openAmounts } from './lib/scenes/amounts';
import { withProgress } from './lib/with-progress';

interface Options {
  readonly model: string;
  readonly count: number;
  readonly wrong?: true;
}

const command = createCommand(
  'evaluate:numbers',
  'Measures how many handwritten amounts are read without a mistake, of those that nothing has learned from',
)
  .option('--model <version>', 'one that finds digits', 'v3.0')
  .option('--count <amounts>', 'at most so many', wholeNumber(1, 10_000), 10_000)
  .option('--wrong', 'list what is read wrongly')
  .addHelpText('after', '\nEnvironment: AMOUNTS_DIR, by default the folder of `npm run data`');

await runCommand(command, async ({ model: version, count, wrong }: Options) => {
  const model = await (await openModels()).load(version);
  if (!readsNumbers(model)) throw new Error(`Cannot read numbers with ${version}: it does not find digits`);
  const amounts = openAmounts(amountsFolder(), 'held-apart').slice(0, count);
  let right = 0;
  let digits = 0;
  let found = 0;
  for (const { name, text, raster } of withProgress('amounts', amounts, amounts.length)) {
    const read = readLines(raster, model)
      .flat()
      .map(({ digit }) => digit)
      .join('');
    digits += text.length;
    found += read.length;
    if (read === text) right++;
    else if (wrong) console.log(`${name}  ${text}  ${read}`);
  }
  console.log(
    `${version}: ${right} of ${amounts.length} amounts without a mistake, ${percent(right / amounts.length)}; ` +
      `${found} digits found, ${digits} written`,
  );
});
