import { REJECT_REASONS } from '../../../src/domain';
import type { Recognition } from '../../../src/recognition/recognize';
import { auroc, falsePositiveRateAt95 } from '../model-files/rejection';
import type { NegativeKind } from '../scenes/negatives';
import { drawEvidence } from './charts/evidence';
import { drawContactSheet, type Exhibit } from './contact-sheet';
import { percent } from './format';
import type { NegativeAnswer } from './negative-answers';
import { type ModelOutcomes, rejectedShare } from './outcome';
import type { Report, Table } from './report';

/** Most pictures on the contact sheet. */
const WORST = 24;

/** True digits by where they come from; AUROC is taken against each. */
export type TrueDigits = ReadonlyMap<string, readonly Recognition[]>;

/**
 * Whether the service recognises pictures without a digit.
 *
 * @param digits at least one picture each
 * @param negatives answers to pictures that show no single digit, by kind
 * @param fontNames the family of each font that letters were drawn with
 * @param answers to sets of digits, to tell how many of them are refused
 */
export async function reportRejection(
  digits: TrueDigits,
  negatives: ReadonlyMap<NegativeKind, readonly NegativeAnswer[]>,
  fontNames: readonly string[],
  answers: readonly ModelOutcomes[],
): Promise<Report> {
  const { version, card } = answers[0]!.model;
  const minimum = card.rejection.minimumEvidence;
  const title = `What ${version} accepts as a digit`;
  return {
    title,
    text: [
      'The score of a picture is the evidence of the network, or nothing if the eye finds no ink or ' +
        `several objects. A digit needs an evidence of ${minimum.toFixed(2)} nats, which was fitted to validation digits.`,
      fontNames.length === 0
        ? 'Letters are missing: run `npm ci --prefix scripts/fonts`, or set `FONT_DIR` to a folder of fonts.'
        : `Letters that look like no digit come from ${fontNames.length} fonts of these families: ${[...new Set(fontNames)].join(', ')}.`,
    ],
    tables: [
      separationTable(digits, negatives),
      refusalTable('Pictures without a single digit, refused', negatives),
      refusalTable(
        'Digits, refused by mistake',
        new Map(answers.map(({ set, outcomes }) => [set, outcomes])),
      ),
    ],
    pictures: [
      {
        name: `${version}-evidence`,
        title: 'Evidence of a digit by kind of picture; the line is the rejection threshold',
        svg: await drawEvidence(evidenceByKind(digits, negatives), minimum, title),
      },
      {
        name: `${version}-accepted`,
        title: 'Accepted as digits, most evidence first: source, network input, answer',
        svg: drawContactSheet(mostConvincing([...negatives.values()].flat())),
        foreign: true,
      },
    ],
  };
}

/** @returns the evidence of one digit; −∞ if the eye finds none or several */
export function digitScore({ rejectReason, judgement }: Recognition): number {
  return rejectReason === null || rejectReason === 'not_a_digit'
    ? judgement.evidence
    : Number.NEGATIVE_INFINITY;
}

function separationTable(
  digits: TrueDigits,
  negatives: ReadonlyMap<string, readonly NegativeAnswer[]>,
): Table {
  const scores = new Map([...digits].map(([name, recognitions]) => [name, scoresOf(recognitions)]));
  const everything = new Map([...negatives, ['all', [...negatives.values()].flat()]]);
  return {
    title: 'How well the score separates digits from non-digits',
    head: [
      'kind',
      ...[...scores.keys()].flatMap((name) => [`AUROC, ${name}`, `false positives at 95 % recall, ${name}`]),
    ],
    rows: [...everything].map(([kind, answers]) => {
      const others = scoresOf(answers);
      const cells = [...scores.values()].flatMap((own) => [
        auroc(own, others).toFixed(4),
        percent(falsePositiveRateAt95(own, others)),
      ]);
      return [kind, ...cells];
    }),
  };
}

function refusalTable(title: string, groups: ReadonlyMap<string, readonly Recognition[]>): Table {
  return {
    title,
    head: ['', 'pictures', 'refused', ...REJECT_REASONS.map((reason) => `\`${reason}\``)],
    rows: [...groups].map(([name, recognitions]) => [
      name,
      String(recognitions.length),
      percent(rejectedShare(recognitions)),
      ...REJECT_REASONS.map((reason) =>
        String(recognitions.filter(({ rejectReason }) => rejectReason === reason).length),
      ),
    ]),
  };
}

function scoresOf(recognitions: readonly Recognition[]): Float32Array {
  return Float32Array.from(recognitions, digitScore);
}

function evidenceByKind(
  digits: TrueDigits,
  negatives: ReadonlyMap<string, readonly Recognition[]>,
): Map<string, number[]> {
  return new Map(
    [...digits, ...negatives].map(([name, recognitions]) => [
      name,
      recognitions.map(({ judgement }) => judgement.evidence),
    ]),
  );
}

function mostConvincing(answers: readonly NegativeAnswer[]): Exhibit[] {
  return answers
    .filter(({ rejectReason }) => rejectReason === null)
    .sort((a, b) => b.judgement.evidence - a.judgement.evidence)
    .slice(0, WORST)
    .map(({ raster, normalized, digit, confidence, name }) => ({
      raster: raster!,
      pixels: normalized.pixels,
      caption: `read as ${digit}, ${(100 * confidence).toFixed(1)} %`,
      name,
    }));
}
