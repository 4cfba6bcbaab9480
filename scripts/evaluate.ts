import path from 'node:path';
import { Command } from 'commander';
import { CONFIG } from '../src/config';
import { openModels } from './lib/open-models';
import { evaluateFolder } from './lib/report/evaluate-folder';
import { evaluateMnist } from './lib/report/evaluate-mnist';
import { printReport, savePictures } from './lib/report/report';

interface Options {
  readonly model: string;
  readonly images?: string;
  readonly out: string;
}

const options = new Command('evaluate')
  .description('Measures a model through the code of the Worker: normaliser and classifier')
  .option('--model <version>', 'the model to measure', CONFIG.defaultModel)
  .option('--images <folder>', 'measure on <folder>/…/<digit>/<file> instead of the MNIST test set')
  .option('--out <folder>', 'where pictures are written', 'evaluation')
  .parse()
  .opts<Options>();

const model = await (await openModels()).load(options.model);
const report =
  options.images === undefined ? await evaluateMnist(model) : await evaluateFolder(options.images, model);
printReport(report);
for (const file of savePictures(report, options.out)) console.log(`Written to ${path.normalize(file)}`);
