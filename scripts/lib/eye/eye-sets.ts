import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CONFIG } from '../../../src/config';
import { decodeImage } from '../../../src/image/decode';
import { type DigitSet, loadMnist, splitTraining } from '../data/mnist';
import { digitImages, openIdxFolder } from '../report/digit-images';
import { openImageFolder } from '../report/image-folder';
import type { LabelledPicture, PictureSet } from '../report/picture-set';
import { unseenScenes } from '../report/scene-answers';
import { stressSet } from '../report/stress-set';
import { KINDS } from '../scenes/generator/generator';
import { subjectOf } from '../scenes/generator/scene';

/** The sets that the eye is measured on. */
export async function eyeSets(count: number): Promise<PictureSet[]> {
  const { OTHER_WRITERS_DIR, HANDWRITING_DIR, FAULTS_DIR } = process.env;
  const test = await loadMnist('test');
  const { validation } = splitTraining(await loadMnist('train'));
  return [
    digitImages('MNIST test', firstOf(test, 20 * count)),
    ...(OTHER_WRITERS_DIR ? openIdxFolder(OTHER_WRITERS_DIR) : []),
    ...(HANDWRITING_DIR ? [openImageFolder(HANDWRITING_DIR)] : []),
    ...(FAULTS_DIR ? [faults(FAULTS_DIR)] : []),
    stressSet(test, Math.ceil(count / 10)),
    sceneSet(validation, count),
  ];
}

function firstOf({ images, labels }: DigitSet, count: number): DigitSet {
  return { images: images.subarray(0, 784 * count), labels: labels.subarray(0, count) };
}

/** Files whose right answer in `expected.tsv` is a digit. */
function faults(folder: string): PictureSet {
  const rows = readFileSync(path.join(folder, 'expected.tsv'), 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([, answer]) => /^\d( |$)/.test(answer ?? ''));
  function* pictures(): Generator<LabelledPicture> {
    for (const [name, answer] of rows) {
      const { raster } = decodeImage(readFileSync(path.join(folder, name!)), CONFIG.image);
      yield { name: name!, group: name!, label: Number(answer![0]), raster };
    }
  }
  return { name: 'faults', count: rows.length, pictures };
}

/** Scenes of each kind of the generator that have a digit to be read, with the settings of the stress suite. */
function sceneSet(digits: DigitSet, count: number): PictureSet {
  const generator = unseenScenes(digits);
  function* pictures(): Generator<LabelledPicture> {
    for (const { name } of KINDS) {
      for (let seed = 0; seed < count; seed++) {
        const { raster, digits: shown } = generator.sceneOf(name, seed);
        const subject = subjectOf(shown);
        if (subject !== null)
          yield { name: `${name} ${seed}`, group: name, label: shown[subject]!.label, raster };
      }
    }
  }
  return { name: 'scenes', count: count * KINDS.length, pictures };
}
