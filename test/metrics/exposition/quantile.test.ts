import { describe, expect, it } from 'vitest';
import { histogramQuantile } from '../../../src/metrics/exposition/quantile';

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
