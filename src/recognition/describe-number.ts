import type { Box } from '../preprocess/grey-image';
import type { NumberReading } from './read-number';

type Digits = NumberReading['lines'][number];

/** Digits and what they make together. */
interface Described {
  readonly text: string;
  /** Probability that all of its digits are right, as if mistakes were independent; 1 if there are none. */
  readonly confidence: number;
}

interface DescribedLine extends Described {
  /** Around its digits. */
  readonly box: Box;
  readonly digits: Digits;
}

/** The digits of a picture; `text` has its lines, joined by line feeds. */
export interface NumberDescription extends Described {
  readonly digitCount: number;
  readonly lines: readonly DescribedLine[];
}

/** Says what digits make together. */
export function describeNumber({ lines }: Pick<NumberReading, 'lines'>): NumberDescription {
  const digits = lines.flat();
  return {
    text: lines.map(textOf).join('\n'),
    confidence: confidenceOf(digits),
    digitCount: digits.length,
    lines: lines.map((line) => ({
      text: textOf(line),
      confidence: confidenceOf(line),
      box: boxAround(line),
      digits: line,
    })),
  };
}

function textOf(digits: Digits): string {
  return digits.map(({ digit }) => digit).join('');
}

function confidenceOf(digits: Digits): number {
  return digits.reduce((product, { confidence }) => product * confidence, 1);
}

function boxAround(digits: Digits): Box {
  const x = Math.min(...digits.map(({ box }) => box.x));
  const y = Math.min(...digits.map(({ box }) => box.y));
  const right = Math.max(...digits.map(({ box }) => box.x + box.width));
  const bottom = Math.max(...digits.map(({ box }) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
