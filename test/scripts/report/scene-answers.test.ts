import { describe, expect, it } from 'vitest';
import { truthOf, verdictOn } from '../../../scripts/lib/report/scene-answers';
import { reportScenes } from '../../../scripts/lib/report/scene-section';
import type { SceneDigit } from '../../../scripts/lib/scenes/generator/scene';

const digit = (label: number, height: number, visible = 1): SceneDigit => ({
  label,
  box: { x: 0.5, y: 0.5, width: height / 2, height },
  visible,
});

describe('truthOf()', () => {
  it('is the subject, unless others are at least half as high', () => {
    expect(truthOf([digit(7, 0.5), digit(2, 0.2)])).toBe(7);
    expect(truthOf([digit(7, 0.5), digit(2, 0.3)])).toBe('several');
  });

  it('does not count what the border has cut off', () => {
    expect(truthOf([digit(7, 0.5), digit(2, 0.5, 0.6)])).toBe(7);
    expect(truthOf([digit(7, 0.5, 0.6)])).toBe('none');
    expect(truthOf([])).toBe('none');
  });
});

describe('verdictOn()', () => {
  it('wants a digit read, and everything else refused', () => {
    expect(verdictOn({ digit: 7, rejectReason: null }, 7)).toBe('right');
    expect(verdictOn({ digit: 1, rejectReason: null }, 7)).toBe('wrong');
    expect(verdictOn({ digit: 7, rejectReason: 'not_a_digit' }, 7)).toBe('refused');
    expect(verdictOn({ digit: 7, rejectReason: 'several_objects' }, 'several')).toBe('right');
    expect(verdictOn({ digit: 7, rejectReason: null }, 'none')).toBe('wrong');
  });
});

describe('reportScenes()', () => {
  it('has a row for each kind and one for all, with digits apart from the rest', () => {
    const { tables } = reportScenes('v9', [
      { kind: 'circle', truth: 7, verdict: 'right' },
      { kind: 'circle', truth: 7, verdict: 'wrong' },
      { kind: 'letters', truth: 'none', verdict: 'right' },
    ]);
    expect(tables.map(({ rows }) => rows)).toEqual([
      [
        ['circle', '2', '50.0 %', '0.0 %', '50.0 %'],
        ['all', '2', '50.0 %', '0.0 %', '50.0 %'],
      ],
      [
        ['letters', '1', '100.0 %', '0.0 %', '0.0 %'],
        ['all', '1', '100.0 %', '0.0 %', '0.0 %'],
      ],
    ]);
  });
});
