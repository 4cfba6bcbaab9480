import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { CONFIG } from '../src/config';
import { loadMnist } from './lib/mnist';
import { openModels } from './lib/open-models';
import { reportCalibration } from './lib/report/calibration-section';
import { digitImages } from './lib/report/digit-images';
import { evaluateAll } from './lib/report/evaluate-all';
import { reportFolder } from './lib/report/folder-section';
import { openImageFolder } from './lib/report/image-folder';
import { reportMnist } from './lib/report/mnist-section';
import { answerSet } from './lib/report/outcome';
import { printReport, type Report, savePictures, writePage } from './lib/report/report';
import { reportStress } from './lib/report/stress-section';
import { stressSet } from './lib/report/stress-set';

interface Options {
  readonly model: string;
  readonly images?: string;
  readonly stress: boolean;
  readonly all: boolean;
  readonly count: number;
  readonly out: string;
  readonly page: string;
}

const options = new Command('evaluate')
  .description('Measures a model through the code of the Worker: normaliser and classifier')
  .option('--model <version>', 'the model to measure', CONFIG.defaultModel)
  .option('--images <folder>', 'measure on <folder>/…/<digit>/<file> instead of the MNIST test set')
  .option(
    '--stress',
    'measure on digits drawn on paper before a camera, by kind and degree of trouble',
    false,
  )
  .option('--all', 'measure everything, beside all other models, and write a page about it', false)
  .option('--count <pictures>', 'pictures for each kind and degree of trouble', toCount, 100)
  .option('--out <folder>', 'where pictures are written', 'evaluation')
  .option('--page <file>', 'where the page about everything is written', 'docs/model-report.md')
  .parse()
  .opts<Options>();

const registry = await openModels();
const model = await registry.load(options.model);
const reports = await evaluateModel();
for (const report of reports) printReport(report);
if (options.all) writePage(pageHead(), reports, options.page, options.out);
else for (const report of reports) savePictures(report, options.out);
console.log(`Written to ${path.normalize(options.all ? options.page : options.out)}`);

async function evaluateModel(): Promise<Report[]> {
  if (options.all) {
    const others = registry.versions.filter((version) => version !== model.version);
    const beside = await Promise.all(others.map((version) => registry.load(version)));
    return evaluateAll([model, ...beside], options.count);
  }
  if (options.stress) {
    return [await reportStress(answerSet(stressSet(await loadMnist('test'), options.count), [model]))];
  }
  if (options.images !== undefined) {
    const folder = openImageFolder(options.images);
    const [answers] = answerSet(folder, [model]);
    return [reportFolder(answers!, folder.refused), await reportCalibration([answers!])];
  }
  const [answers] = answerSet(digitImages('MNIST test', await loadMnist('test')), [model]);
  return [await reportMnist(answers!), await reportCalibration([answers!])];
}

function pageHead(): string {
  return `# How well ${model.version} reads

Made by \`npm run evaluate -- --all --model ${model.version} --count ${options.count}\`; the same data give the same page.`;
}

function toCount(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= 1000) return count;
  throw new InvalidArgumentError('Expected a whole number from 1 to 1000.');
}
