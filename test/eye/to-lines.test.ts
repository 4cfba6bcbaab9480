import { describe, expect, it } from 'vitest';
import { splitIntoLines, toLines } from '../../src/eye/to-lines';

const digit = (name: string, x: number, y: number, height = 20) => ({
  name,
  box: { x, y, width: 12, height },
});
const namesOf = (...digits: ReturnType<typeof digit>[]) =>
  toLines(digits).map((line) => line.map(({ name }) => name).join(''));

describe('toLines()', () => {
  it('reads from left to right, and lines from top to bottom', () => {
    expect(namesOf(digit('d', 20, 40), digit('b', 20, 0), digit('c', 0, 41), digit('a', 0, 2))).toEqual([
      'ab',
      'cd',
    ]);
  });

  it('follows a line that slants by more than its height', () => {
    const slanted = [...'abcdef'].map((name, i) => digit(name, 15 * i, 6 * i));
    expect(namesOf(...slanted)).toEqual(['abcdef']);
  });

  it('keeps two slanted lines apart', () => {
    const lines = [...'abcd'].flatMap((name, i) => [
      digit(name, 15 * i, 5 * i),
      digit(name.toUpperCase(), 15 * i, 30 + 5 * i),
    ]);
    expect(namesOf(...lines)).toEqual(['abcd', 'ABCD']);
  });

  it('reads columns side by side row by row', () => {
    expect(namesOf(digit('a', 0, 0), digit('c', 0, 40), digit('b', 300, 0), digit('d', 300, 40))).toEqual([
      'ab',
      'cd',
    ]);
  });

  it('takes smaller digits, such as cents, into the line', () => {
    expect(namesOf(digit('a', 0, 0, 30), digit('b', 20, 2, 16), digit('c', 34, 2, 16))).toEqual(['abc']);
  });

  it('has no lines where there are no digits', () => {
    expect(toLines([])).toEqual([]);
  });
});

describe('splitIntoLines()', () => {
  const hypothesis = (name: string, x: number, y: number, evidence: number, height = 20) => ({
    ...digit(name, x, y, height),
    evidence,
    logits: new Float32Array(10),
  });
  const split = (...hypotheses: ReturnType<typeof hypothesis>[]) =>
    splitIntoLines(hypotheses).map((line) => line.map(({ name }) => name).join(''));

  it('gives each hypothesis to the line that it would be on, with those that it excludes', () => {
    const lines = [hypothesis('a', 0, 0, 4), hypothesis('b', 20, 2, 4), hypothesis('c', 0, 40, 4)];
    const doubtful = [hypothesis('x', 2, 1, -1), hypothesis('y', 22, 41, -1)];
    expect(split(...lines, ...doubtful)).toEqual(['abx', 'cy']);
  });

  it('leaves out what is between lines', () => {
    const lines = [hypothesis('a', 0, 0, 4), hypothesis('c', 0, 40, 4)];
    expect(split(...lines, hypothesis('x', 2, 20, -1))).toEqual(['a', 'c']);
  });

  it('has no lines where nothing is more likely a digit than not', () => {
    expect(split(hypothesis('x', 0, 0, -1))).toEqual([]);
  });
});
