import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planHistory } from '../../../src/metrics/history/plan-history';

const HOUR = 3_600;
const DAY = 86_400;
const NOW = Date.parse('2026-11-23T12:34:56Z');

describe('planHistory()', () => {
  const plan = (window: number, step: number | null) => planHistory(window, step, NOW, []);

  it('chooses steps that suit a chart', () => {
    expect(plan(HOUR, null)).toMatchObject({ step: 60, resolution: 60 });
    expect(plan(DAY, null)).toMatchObject({ step: HOUR, resolution: HOUR });
    expect(plan(30 * DAY, null)).toMatchObject({ step: DAY, resolution: HOUR });
  });

  it('ends with the step that is under way and covers the window', () => {
    const { from, to, step } = plan(HOUR, 60);
    expect((to - from) / step).toBe(60);
    expect(new Date(to * 1_000).toISOString()).toBe('2026-11-23T12:35:00.000Z');
  });

  it('refuses a step that exceeds the window, which would have no point', () => {
    expect(() => plan(300, HOUR)).toThrow('Cannot use step 3600 s: it is longer than the window of 300 s');
  });

  it('has a point for each step of the window, at least one, whenever it is asked', () => {
    const minutes = fc.integer({ min: 1, max: 180 });
    fc.assert(
      fc.property(minutes, minutes, fc.integer({ min: 0, max: 1e12 }), (window, step, now) => {
        fc.pre(step <= window);
        const { from, to } = planHistory(window * 60, step * 60, now, []);
        expect((to - from) / (step * 60)).toBeGreaterThanOrEqual(Math.floor(window / step));
        expect(to).toBeGreaterThan(now / 1_000);
      }),
    );
  });

  it('refuses steps finer than what is kept', () => {
    expect(() => plan(DAY, 60)).toThrow('expected a multiple of 3600');
    expect(() => plan(HOUR, 90)).toThrow('Cannot use step 90 s');
  });
});
