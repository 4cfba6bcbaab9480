import { describe, expect, it } from 'vitest';
import { toHistoryJson } from '../../../src/http/json/history';
import { countEvent } from '../../../src/metrics/recording/count-event';
import { addCells, type Cells } from '../../../src/metrics/series/series';
import { PREDICTED, REFUSED } from '../../support/events';

describe('toHistoryJson()', () => {
  it('contains every step, including empty ones', () => {
    const query = { from: 0, to: 180, step: 60, resolution: 60, families: [] };
    const cells: Cells = {};
    for (const event of [PREDICTED, PREDICTED, REFUSED]) {
      countEvent(event, (cell, by) => addCells(cells, { [cell]: by }));
    }
    const reference = { modelVersion: 'v1.0', histograms: {} };
    const read = { points: [{ start: 60, cells }], unreachable: [] };
    const { points } = toHistoryJson(180, query, read, reference, new Date(0));
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
