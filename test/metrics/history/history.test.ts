import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogramQuantile } from '../../../src/metrics/exposition/quantile';
import { parseDuration, planHistory, toHistoryPoints } from '../../../src/metrics/history/history';
import { countEvent } from '../../../src/metrics/recording/count-event';
import { addCells, type Cells } from '../../../src/metrics/series/series';
import { PREDICTED, REFUSED } from '../../support/events';

const HOUR = 3_600;
const DAY = 86_400;
const NOW = Date.parse('2026-11-23T12:34:56Z');

describe('parseDuration()', () => {
  it('reads minutes, hours and days', () => {
    expect(['5m', '1h', '24h', '30d'].map(parseDuration)).toEqual([300, HOUR, DAY, 30 * DAY]);
  });

  it.each(['', '0h', '1', 'h', '-1h', '1.5h', '31d', '99999d', '1w', '1h '])(
    'refuses "%s" and says why',
    (text) => {
      expect(() => parseDuration(text)).toThrow(`Cannot use duration "${text}"`);
    },
  );
});

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
    expect(() => plan(300, HOUR)).toThrow('Cannot use step 3600 s: a window of 300 s holds none');
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

describe('toHistoryPoints()', () => {
  it('tells every step, those in which nothing happened included', () => {
    const query = { from: 0, to: 180, step: 60, resolution: 60, families: [] };
    const cells: Cells = {};
    for (const event of [PREDICTED, PREDICTED, REFUSED]) {
      countEvent(event, (cell, by) => addCells(cells, { [cell]: by }));
    }
    const reference = { modelVersion: 'v1.0', histograms: {} };
    const points = toHistoryPoints(query, [{ start: 60, cells }], reference);
    expect(points.map(({ requests }) => requests)).toEqual([0, 3, 0]);
    expect(points[1]).toMatchObject({
      timestamp: '1970-01-01T00:01:00.000Z',
      predictions: 2,
      failures: 1,
      errors: 0,
      mean_confidence: 0.97,
      predictions_by_digit: [0, 0, 0, 0, 0, 0, 0, 2, 0, 0],
      drift: 'insufficient_data',
    });
    expect(points[0]).toMatchObject({ p95_seconds: null, mean_confidence: null });
  });
});

describe('histogramQuantile()', () => {
  it('interpolates within the bucket, as Prometheus does', () => {
    expect(histogramQuantile([1, 2, 4], [0, 10, 0, 0], 0.5)).toBe(1.5);
    expect(histogramQuantile([1, 2, 4], [5, 5, 0, 0], 0.25)).toBe(0.5);
    expect(histogramQuantile([1, 2, 4], [2, 0, 2, 0], 0.75)).toBe(3);
  });

  it('answers the last bound for values past it, and nothing for no values', () => {
    expect(histogramQuantile([1, 2, 4], [0, 0, 0, 3], 0.5)).toBe(4);
    expect(histogramQuantile([1, 2, 4], [0, 0, 0, 0], 0.5)).toBeNull();
  });
});
