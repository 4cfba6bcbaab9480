import type { LoadedModel } from '../../../src/inference/registry';
import { loadMnist } from '../data/mnist';
import type { NegativeSources } from '../scenes/negatives';
import { familyName, loadLetterFonts } from '../scenes/negatives/letters';
import { SEVERITIES } from '../scenes/stress';
import { reportCalibration } from './calibration-section';
import { digitImages, openIdxFolder } from './digit-images';
import { reportFolder } from './folder-section';
import { reportHard } from './hard-section';
import { hardSet } from './hard-set';
import { reportHeadline } from './headline-section';
import { openImageFolder } from './image-folder';
import { reportMnist } from './mnist-section';
import { answerNegatives } from './negative-answers';
import { answerSet, type ModelOutcomes } from './outcome';
import { reportRejection } from './rejection-section';
import type { Report } from './report';
import type { ReportSets } from './report-sets';
import { atSeverity } from './stress-points';
import { reportStress } from './stress-section';
import { stressSet } from './stress-set';
import { reportWriters } from './writers-section';

/** Non-digit pictures per kind, for each picture of a disturbance and severity. */
const NEGATIVES_PER_PICTURE = 4;

/**
 * Measures everything that the available data sets allow.
 *
 * @param models the subject of the report first, then those to compare it with
 * @param count pictures per disturbance and severity
 * @throws when MNIST is missing, which most of the report is made from, or FONT_DIR has no fonts
 */
export async function evaluateAll(models: readonly LoadedModel[], count: number): Promise<Report[]> {
  const fonts = loadLetterFonts();
  const digits = await loadMnist('test');
  const writers = process.env.OTHER_WRITERS_DIR ? openIdxFolder(process.env.OTHER_WRITERS_DIR) : [];
  const folder = process.env.HANDWRITING_DIR ? openImageFolder(process.env.HANDWRITING_DIR) : null;

  const sets: ReportSets = {
    mnist: answerSet(digitImages('MNIST test', digits), models),
    otherWriters: writers.map((set) => answerSet(set, models)),
    handwriting: folder === null ? null : answerSet(folder, models),
    stress: answerSet(stressSet(digits, count), models),
  };
  const own = answersOfFirst(sets);
  return [
    reportHeadline(sets),
    await reportMnist(sets.mnist[0]!),
    ...(writers.length > 0 ? [reportWriters(sets.otherWriters.map(([answers]) => answers!))] : []),
    ...(folder === null ? [] : [reportFolder(sets.handwriting![0]!, folder.refused)]),
    await reportStress(sets.stress),
    reportHard(answerSet(hardSet(digits, count), models)),
    await reportCalibration(own),
    await evaluateRejection(sets, own, { fonts, digits: digits.images }, NEGATIVES_PER_PICTURE * count),
  ];
}

/** The first model's answers to each set, with stress pictures grouped by severity. */
function answersOfFirst({ mnist, otherWriters, handwriting, stress }: ReportSets): ModelOutcomes[] {
  const bySeverity = SEVERITIES.map((severity) => ({
    set: `stress, severity ${severity}`,
    model: stress[0]!.model,
    outcomes: atSeverity(stress[0]!.outcomes, severity),
  }));
  const whole = [mnist, ...otherWriters, ...(handwriting === null ? [] : [handwriting])];
  return [...whole.map(([answers]) => answers!), ...bySeverity];
}

function evaluateRejection(
  { mnist, handwriting, stress }: ReportSets,
  own: readonly ModelOutcomes[],
  sources: NegativeSources,
  count: number,
): Promise<Report> {
  const plain = stress[0]!.outcomes.filter(({ group }) => group.startsWith('plain '));
  const handwritten = handwriting === null ? [] : handwriting[0]!.outcomes;
  const trueDigits = new Map([
    ['MNIST', mnist[0]!.outcomes],
    ['rendered and handwriting', [...plain, ...handwritten]],
  ]);
  const negatives = answerNegatives(mnist[0]!.model, sources, count);
  return reportRejection(trueDigits, negatives, sources.fonts.map(familyName), own);
}
