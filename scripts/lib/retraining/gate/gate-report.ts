import { readFileSync } from 'node:fs';
import path from 'node:path';
import { drawContactSheet } from '../../report/contact-sheet';
import { percent } from '../../report/format';
import type { Report } from '../../report/report';
import { NO_DIGIT } from '../../training/training-batch';
import { UserError } from '../../user-error';
import type { Feedback } from '../feedback-source';
import type { SortedFeedback, Suspicion } from '../sort-feedback';
import type { GateLine } from './gate-line';

/** The gate's verdict on a candidate, as `gate.json` has it. */
export interface Gate {
  readonly version: string;
  readonly champion: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** Of the candidate's weights: a verdict holds for these alone. */
  readonly weightsSha256: string;
  readonly passed: boolean;
  /** Names of the lines that failed. */
  readonly failed: readonly string[];
  readonly lines: readonly GateLine[];
  readonly feedback: FeedbackCounts;
  /** Sets that were not there. */
  readonly notMeasured: readonly string[];
}

/** What became of the pictures of production. */
export interface FeedbackCounts {
  readonly training: number;
  readonly heldOut: number;
  readonly suspicious: number;
  readonly duplicates: number;
  readonly contradictory: number;
  readonly known: number;
  readonly refused: number;
}

export const GATE_FILE = 'gate.json';

/** Most pictures on a contact sheet: twenty rows. */
const MOST_SHOWN = 80;

export function countFeedback(
  sorted: SortedFeedback,
  { refused }: Pick<Feedback, 'refused'>,
): FeedbackCounts {
  const { training, heldOut, suspicious, duplicates, contradictory, known } = sorted;
  return {
    training: training.length,
    heldOut: heldOut.length,
    suspicious: suspicious.length,
    duplicates,
    contradictory,
    known,
    refused: refused.length,
  };
}

/**
 * Reads the verdict on a candidate.
 * @throws UserError if there is none
 */
export function readGate(folder: string): Gate {
  try {
    return JSON.parse(readFileSync(path.join(folder, GATE_FILE), 'utf8'));
  } catch {
    throw new UserError(`Cannot read ${path.join(folder, GATE_FILE)}: run \`npm run retrain\` first`);
  }
}

/** @returns the verdict in one sentence */
export function verdictOf({ version, champion, passed, failed }: Gate): string {
  return passed
    ? `${version} passes the gate: not worse than ${champion} anywhere, and better with pictures of production.`
    : `${version} does not pass the gate. Failed: ${failed.join('; ')}.`;
}

/** The gate as a report: its lines, and the labels that a person has to look at. */
export function reportGate(gate: Gate, suspicious: readonly Suspicion[]): Report {
  const { version, champion, lines, feedback, notMeasured } = gate;
  return {
    title: `${version} against ${champion}`,
    text: [
      verdictOf(gate),
      'Both read the same pictures. p is the probability of such a result by chance: for right and wrong answers by the exact sign test ' +
        'of the pictures in which they differ (McNemar), for the calibration error by a paired bootstrap.',
      ...notMeasured.map((set) => `Not measured, because no folder is set: ${set}.`),
    ],
    tables: [
      {
        title: 'The gate',
        head: ['', 'condition', 'pictures', champion, version, 'p', 'passed'],
        rows: lines.map(({ name, condition, pictures, passed, pValue, ...figures }) => [
          name,
          condition,
          pictures === 0 ? '' : String(pictures),
          figures.champion,
          figures.candidate,
          pValue === null ? '' : pValue.toPrecision(2),
          passed ? 'yes' : '**no**',
        ]),
      },
      {
        title: 'Pictures of production',
        head: ['', 'pictures'],
        rows: [
          ['learned from', String(feedback.training)],
          ['held out', String(feedback.heldOut)],
          ['suspicious labels, not used', String(feedback.suspicious)],
          ['repeated', String(feedback.duplicates)],
          ['with several labels, not used', String(feedback.contradictory)],
          ['part of a set that models are measured with, not used', String(feedback.known)],
          ['not readable', String(feedback.refused)],
        ],
      },
    ],
    pictures: suspicious.length === 0 ? [] : [sheetOf(version, suspicious)],
  };
}

function sheetOf(version: string, suspicious: readonly Suspicion[]) {
  const exhibits = suspicious
    .toSorted((a, b) => b.confidence - a.confidence)
    .slice(0, MOST_SHOWN)
    .map(({ name, label, pixels, reading, confidence }) => ({
      raster: { width: 28, height: 28, channels: 1 as const, data: pixels },
      pixels: Float32Array.from(pixels, (ink) => ink / 255),
      caption: `${label === NO_DIGIT ? 'no digit' : label}, read as ${reading}, ${percent(confidence, 1)}`,
      name,
    }));
  return {
    name: `${version}-suspicious`,
    title: 'Suspicious labels: picture, what the network saw, label and reading',
    svg: drawContactSheet(exhibits),
    foreign: true,
  };
}
