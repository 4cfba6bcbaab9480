import path from 'node:path';
import { Command } from 'commander';
import { CONFIG } from '../src/config';
import { openModels } from './lib/open-models';
import { evaluateFolder } from './lib/report/evaluate-folder';
import { evaluateMnist } from './lib/report/evaluate-mnist';
import { evaluateStress } from './lib/report/evaluate-stress';
import { printReport, type Report, savePictures } from './lib/report/report';

interface Options {
  readonly model: string;
  readonly images?: string;
  readonly stress: boolean;
  readonly count: number;
  readonly out: string;
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
  .option('--count <pictures>', 'pictures for each kind and degree of trouble', Number, 200)
  .option('--out <folder>', 'where pictures are written', 'evaluation')
  .parse()
  .opts<Options>();

const model = await (await openModels()).load(options.model);
const report = await evaluateModel();
printReport(report);
for (const file of savePictures(report, options.out)) console.log(`Written to ${path.normalize(file)}`);

function evaluateModel(): Promise<Report> {
  if (options.stress) return evaluateStress(model, options.count);
  if (options.images !== undefined) return evaluateFolder(options.images, model);
  return evaluateMnist(model);
}
