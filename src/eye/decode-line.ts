import { softmax } from '../domain';
import type { Box } from '../preprocess/grey-image';
import type { Hypothesis } from './hypotheses';

/** What a hypothesis gains or loses, in log odds; fitted to amounts that the eye has learned from. */
const COST = {
  /** Of any digit; negative, since the mean of all looks is cautious. */
  digit: -1.6,
  /** Of doubt which digit it is, for each unit of the logarithm of its probability. */
  doubt: 1.65,
  /** Of a height unlike the line's median, for each unit of the ratio's logarithm beyond `HEIGHTS`, above and below. */
  tall: 3.5,
  short: 2.4,
  /** Of overlap with the digit before, for each width of the narrower beyond `OVERLAP`. */
  overlap: 5,
};
/** Logarithm of a ratio of heights that is usual in a line: three quarters to four thirds. */
const HEIGHTS = 0.25;
/** Digits that lean or touch have boxes that overlap: this share of the narrower one's width is free. */
const OVERLAP = 0.1;
/** Hypotheses with less evidence are not considered. */
const LEAST_EVIDENCE = -2.5;

/**
 * Chooses the digits of a line among hypotheses that may exclude each other: the sequence from left to right with the greatest sum of
 * evidence, less what doubt, odd heights and overlaps cost, by dynamic programming.
 *
 * @param hypotheses of one line, in any order
 * @returns from left to right; empty if no digit is worth its cost
 */
export function decodeLine(hypotheses: readonly Hypothesis[]): Hypothesis[] {
  const candidates = hypotheses
    .filter(({ evidence }) => evidence > LEAST_EVIDENCE)
    .sort((a, b) => middleOf(a.box) - middleOf(b.box));
  const usual = medianHeight(candidates);
  const best: { score: number; previous: number }[] = [];
  let end = -1;
  candidates.forEach((candidate, index) => {
    let [score, previous] = [0, -1];
    for (let before = 0; before < index; before++) {
      const joined = best[before]!.score - overlapCost(candidates[before]!.box, candidate.box);
      if (joined > score) [score, previous] = [joined, before];
    }
    best.push({ score: score + worthOf(candidate, usual), previous });
    if (best[index]!.score > Math.max(best[end]?.score ?? 0, 0)) end = index;
  });
  const line: Hypothesis[] = [];
  for (let at = end; at >= 0; at = best[at]!.previous) line.unshift(candidates[at]!);
  return line;
}

function worthOf({ evidence, logits, box }: Hypothesis, usual: number): number {
  const ratio = Math.log(box.height / usual);
  const odd = ratio > 0 ? COST.tall : COST.short;
  return (
    evidence -
    COST.digit +
    COST.doubt * Math.log(Math.max(...softmax(logits))) -
    odd * Math.max(Math.abs(ratio) - HEIGHTS, 0)
  );
}

function overlapCost(a: Box, b: Box): number {
  if (a.y + a.height <= b.y || b.y + b.height <= a.y) return 0;
  const common = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  return COST.overlap * Math.max(common / Math.min(a.width, b.width) - OVERLAP, 0);
}

/** Those that are likely to be digits count more. */
function medianHeight(hypotheses: readonly Hypothesis[]): number {
  const weightOf = ({ evidence }: Hypothesis) => 1 / (1 + Math.exp(-2 * evidence));
  let left = hypotheses.reduce((sum, hypothesis) => sum + weightOf(hypothesis), 0) / 2;
  const byHeight = hypotheses.toSorted((a, b) => a.box.height - b.box.height);
  const median = byHeight.find((hypothesis) => {
    left -= weightOf(hypothesis);
    return left <= 0;
  });
  return median?.box.height ?? 1;
}

function middleOf({ x, width }: Box): number {
  return x + width / 2;
}
