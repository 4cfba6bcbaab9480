import { describe, expect, it } from 'vitest';
import { sample, toText } from '../../../src/metrics/exposition/exposition-text';
import { countEvent } from '../../../src/metrics/recording/count-event';
import { COUNTED, GAUGES, type RequestLabels } from '../../../src/metrics/series/catalogue';
import { addCells, type Cells, type Series } from '../../../src/metrics/series/series';
import { zeroCells } from '../../../src/metrics/series/zero-cells';
import { PREDICTED, PREDICTION, REFUSED } from '../../support/events';

const VERSIONS = ['v1.0', 'v2.0'];
const ANSWERS: RequestLabels[] = [
  { route: '/predict', method: 'POST', status: '200' },
  { route: '/predict', method: 'POST', status: '415' },
];

function cellsOf(...events: (typeof PREDICTED)[]): Cells {
  const cells = zeroCells(VERSIONS, ANSWERS, ['shop']);
  for (const event of events) countEvent(event, (cell, by) => addCells(cells, { [cell]: by }));
  return cells;
}

/** Values by series as a scraper sees them. */
function scrape(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

describe('toText()', () => {
  it('shows every counted series as zero before anything happened', () => {
    const values = scrape(toText('prometheus', cellsOf(), []));
    expect([...values.values()].every((value) => value === 0)).toBe(true);
    for (const { name, type } of Object.values<Series>(COUNTED)) {
      const suffix = type === 'counter' ? '_total' : '_count';
      expect(
        [...values.keys()].some((key) => key.startsWith(name + suffix)),
        name,
      ).toBe(true);
    }
  });

  it('adds no series when plausible requests come in', () => {
    const before = [...scrape(toText('prometheus', cellsOf(), [])).keys()];
    expect([...scrape(toText('prometheus', cellsOf(PREDICTED, REFUSED), [])).keys()]).toEqual(before);
  });

  it('tells counters and cumulative buckets', () => {
    const sure = { ...PREDICTED, predictions: [{ ...PREDICTION, confidence: 0.97 }] };
    const unsure = { ...PREDICTED, predictions: [{ ...PREDICTION, confidence: 0.45 }] };
    const values = scrape(toText('prometheus', cellsOf(sure, unsure, REFUSED), []));
    expect(values.get('digits_requests_total{route="/predict",method="POST",status="415"}')).toBe(1);
    expect(values.get('digits_predictions_total{model_version="v1.0",digit="7"}')).toBe(2);
    const bucket = (le: string) =>
      values.get(`digits_confidence_ratio_bucket{model_version="v1.0",le="${le}"}`);
    expect(['0.4', '0.5', '0.95', '0.98', '+Inf'].map(bucket)).toEqual([0, 1, 1, 2, 2]);
    expect(values.get('digits_confidence_ratio_sum{model_version="v1.0"}')).toBeCloseTo(1.42, 12);
    expect(values.get('digits_confidence_ratio_count{model_version="v1.0"}')).toBe(2);
  });

  it('escapes label values', () => {
    const text = toText('prometheus', {}, [sample(GAUGES.build, { version: 'a"b\\c\nd' }, 1)]);
    expect(text).toContain('digits_build_info{version="a\\"b\\\\c\\nd"} 1\n');
  });

  it('writes each head once, before the samples, in both formats', () => {
    for (const format of ['prometheus', 'openmetrics'] as const) {
      const text = toText(format, cellsOf(PREDICTED), [sample(GAUGES.ready, {}, 1)]);
      const types = text.split('\n').filter((line) => line.startsWith('# TYPE'));
      expect(new Set(types).size).toBe(types.length);
      expect(text.endsWith('\n')).toBe(true);
    }
  });

  it('follows OpenMetrics where it differs', () => {
    const text = toText('openmetrics', cellsOf(PREDICTED), []);
    expect(text).toContain('# TYPE digits_requests counter\n');
    expect(text).toContain('\ndigits_requests_total{');
    expect(text).toContain('# UNIT digits_request_duration_seconds seconds\n');
    expect(text).toContain('le="784.0"');
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    for (const { name, unit } of Object.values<Series>({ ...COUNTED, ...GAUGES })) {
      if (unit !== null) expect(name.endsWith(`_${unit}`), name).toBe(true);
    }
  });

  it('omits cells of a series that is no longer declared', () => {
    expect(toText('prometheus', { 'digits_forgotten|a': 3 }, [])).not.toContain('forgotten');
  });
});
