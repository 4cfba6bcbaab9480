import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CONFIG } from '../../../src/config';
import { ServiceError } from '../../../src/errors';
import { decodeImage } from '../../../src/image/decode';
import type { LoadedModel } from '../../../src/inference/registry';
import { withProgress } from '../with-progress';
import { expectedCalibrationError, reliability } from './calibration';
import { drawReliability } from './charts';
import { wilsonInterval } from './confidence-interval';
import { drawContactSheet, type Exhibit } from './contact-sheet';
import { percent } from './format';
import { accuracyOf, recognizeLabelled } from './outcome';
import type { Report, Table } from './report';

/** A file in a folder named after the digit that it shows. */
interface LabelledFile {
  /** The folder that holds the folders of digits, as seen from where the search began. */
  readonly set: string;
  readonly label: number;
  readonly path: string;
}

/** Most mistakes on the contact sheet, the most confident ones first. */
const WORST = 24;

/**
 * Evaluates a model on pictures of any kind in a folder of `<digit>/<file>`, or of folders of such.
 * @throws Error when there is no such file
 */
export async function evaluateFolder(folder: string, model: LoadedModel): Promise<Report> {
  const files = findLabelledFiles(folder);
  if (files.length === 0) throw new Error(`Cannot evaluate ${folder}: it has no file <digit>/<file>`);

  const exhibits = new Map<string, Exhibit[]>();
  const refused: string[] = [];
  for (const file of withProgress('pictures', files, files.length)) {
    const name = path.relative(folder, file.path);
    try {
      const { raster } = decodeImage(readFileSync(file.path), CONFIG.image);
      const outcome = recognizeLabelled({ raster, label: file.label }, model);
      exhibits.set(file.set, [...(exhibits.get(file.set) ?? []), { name, raster, outcome }]);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      refused.push(`${name}: ${error.message}`);
    }
  }

  const all = [...exhibits.values()].flat();
  const bins = reliability(all.map(({ outcome }) => outcome));
  const title = `${model.version} on pictures of ${path.basename(folder)}`;
  return {
    title,
    text: [
      `Expected calibration error (15 bins) ${percent(expectedCalibrationError(bins))}.`,
      ...refused.map((reason) => `Refused: ${reason}.`),
    ],
    tables: [accuracyTable(exhibits)],
    pictures: [
      {
        name: `${model.version}-${path.basename(folder)}-mistakes`,
        title: 'Mistakes: source, what the network saw, answer',
        svg: drawContactSheet(worstMistakes(all)),
      },
      {
        name: `${model.version}-${path.basename(folder)}-reliability`,
        title: `Reliability diagram, ${title}`,
        svg: await drawReliability(bins, title),
      },
    ],
  };
}

function findLabelledFiles(folder: string): LabelledFile[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /^[0-9]$/.test(path.basename(entry.parentPath)))
    .map((entry) => ({
      set: path.relative(folder, path.dirname(entry.parentPath)) || path.basename(folder),
      label: Number(path.basename(entry.parentPath)),
      path: path.join(entry.parentPath, entry.name),
    }))
    .sort((a, b) => a.path.localeCompare(b.path));
}

function accuracyTable(exhibits: ReadonlyMap<string, readonly Exhibit[]>): Table {
  const outcomes = [...exhibits].map(([set, inside]) => [set, inside.map(({ outcome }) => outcome)] as const);
  const all = outcomes.flatMap(([, inside]) => inside);
  const macroAverage = outcomes.reduce((sum, [, inside]) => sum + accuracyOf(inside), 0) / outcomes.length;
  const row = (name: string, inside: typeof all) => {
    const right = inside.filter((outcome) => outcome.right).length;
    const { low, high } = wilsonInterval(right, inside.length);
    return [
      name,
      String(inside.length),
      String(inside.length - right),
      percent(right / inside.length),
      `${percent(low)} – ${percent(high)}`,
    ];
  };
  return {
    title: 'Accuracy by folder',
    head: ['folder', 'pictures', 'wrong', 'accuracy', '95 % confidence'],
    rows: [
      ...outcomes.map(([set, inside]) => row(set, inside)),
      row('all', all),
      ['macro-average', '', '', percent(macroAverage), ''],
    ],
  };
}

function worstMistakes(exhibits: readonly Exhibit[]): Exhibit[] {
  return exhibits
    .filter(({ outcome }) => !outcome.right)
    .sort((a, b) => b.outcome.confidence - a.outcome.confidence)
    .slice(0, WORST);
}
