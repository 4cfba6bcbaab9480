import path from 'node:path';
import { Option } from 'commander';
import { CONFIG } from '../src/config';
import type { LoadedModel, ModelRegistry } from '../src/inference/registry';
import { loadMnist, splitTraining } from './lib/data/mnist';
import { openModels } from './lib/model-files/open-models';
import { modelVersions, wholeNumber } from './lib/option-values';
import { reportCalibration } from './lib/report/calibration-section';
import { digitImages } from './lib/report/digit-images';
import { evaluateAll } from './lib/report/evaluate-all';
import { reportFolder } from './lib/report/folder-section';
import { openImageFolder } from './lib/report/image-folder';
import { reportMnist } from './lib/report/mnist-section';
import { answerSet } from './lib/report/outcome';
import { printReport, type Report, savePictures, writePage } from './lib/report/report';
import { answerScenes, unseenScenes } from './lib/report/scene-answers';
import { reportScenes } from './lib/report/scene-section';
import { reportStress } from './lib/report/stress-section';
import { stressSet } from './lib/report/stress-set';
import { createCommand, runCommand } from './lib/run-command';

interface Options {
  readonly model: string;
  readonly images?: string;
  readonly stress: boolean;
  readonly scenes: boolean;
  readonly all: boolean;
  readonly count: number;
  readonly out: string;
  readonly page: string;
}

const command = createCommand('evaluate', 'Measures a model with the Worker’s own eye and classifiers')
  .addOption(
    new Option('--model <version>', 'the model to measure')
      .choices(modelVersions())
      .default(CONFIG.defaultModel),
  )
  .option('--images <folder>', 'measure on <folder>/…/<digit>/<file> instead of the MNIST test set')
  .option('--stress', 'measure on rendered camera pictures, by disturbance and severity', false)
  .option('--scenes', 'measure on generated scenes, by kind', false)
  .option('--all', 'measure everything for all models and write a page about it', false)
  .option(
    '--count <pictures>',
    'pictures per disturbance and severity, or kind of scene',
    wholeNumber(1, 1000),
    100,
  )
  .option('--out <folder>', 'folder for charts', 'evaluation')
  .option('--page <file>', 'file for the page of --all', 'docs/model-report.md')
  .addHelpText(
    'after',
    `
Environment, for --all:
  MNIST_DIR          where MNIST is (default: data/mnist, where \`npm run data\` puts it)
  OTHER_WRITERS_DIR  IDX files <name>-images-idx3-ubyte.gz and <name>-labels-idx1-ubyte.gz
  HANDWRITING_DIR    pictures <set>/<digit>/<file>
  FONT_DIR           fonts that letters are drawn with (default: those of scripts/fonts)`,
  );

await runCommand(command, async (options: Options) => {
  const registry = await openModels();
  const model = await registry.load(options.model);
  const reports = await evaluateModel(options, registry, model);
  for (const report of reports) printReport(report);
  if (options.all) writePage(pageHead(options), reports, options.page, options.out);
  else for (const report of reports) savePictures(report, options.out);
  console.log(`Written to ${path.normalize(options.all ? options.page : options.out)}`);
});

async function evaluateModel(
  options: Options,
  registry: ModelRegistry,
  model: LoadedModel,
): Promise<Report[]> {
  if (options.all) {
    const others = registry.versions.filter((version) => version !== model.version);
    const beside = await Promise.all(others.map((version) => registry.load(version)));
    return evaluateAll([model, ...beside], options.count);
  }
  if (options.stress) {
    return [await reportStress(answerSet(stressSet(await loadMnist('test'), options.count), [model]))];
  }
  if (options.scenes) {
    const { validation } = splitTraining(await loadMnist('train'));
    return [reportScenes(model.version, answerScenes(model, unseenScenes(validation), options.count))];
  }
  if (options.images !== undefined) {
    const folder = openImageFolder(options.images);
    const [answers] = answerSet(folder, [model]);
    return [reportFolder(answers!, folder.refused), await reportCalibration([answers!])];
  }
  const [answers] = answerSet(digitImages('MNIST test', await loadMnist('test')), [model]);
  return [await reportMnist(answers!), await reportCalibration([answers!])];
}

function pageHead(options: Options): string {
  return `# How well ${options.model} reads

Made by \`npm run evaluate -- --all --model ${options.model} --count ${options.count}\`; the same data give the same page.`;
}
