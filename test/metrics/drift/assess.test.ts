import { describe, expect, it } from 'vitest';
import type { RejectReason } from '../../../src/domain';
import { assessDrift, MIN_SAMPLES } from '../../../src/metrics/drift/assess';
import { type DriftFacts, type Histograms, histogramsOf } from '../../../src/metrics/drift/histograms';
import type { DriftFeature } from '../../../src/metrics/series/labels';
import { PREDICTION } from '../../support/events';

/** Half of it light on dark, half the other way round; each digit as often. */
const HEALTHY: readonly DriftFacts[] = Array.from({ length: 1_000 }, (_, i) => ({
  ...PREDICTION,
  digit: i % 10,
  polarity: i % 20 < 10 ? 'light_on_dark' : 'dark_on_light',
}));
const REFERENCE = histogramsOf(HEALTHY);

function rejected(reason: RejectReason, count: number): DriftFacts[] {
  return HEALTHY.slice(0, count).map((facts) => ({ ...facts, rejectReason: reason }));
}

function judge(facts: readonly DriftFacts[], reference: Partial<Histograms> = REFERENCE) {
  const { status, features } = assessDrift(reference, histogramsOf(facts));
  const of = (name: DriftFeature) => features.find(({ feature }) => feature === name)!;
  return { status, of };
}

describe('assessDrift()', () => {
  it('finds a half of the reference ok though PSI says that it differs', () => {
    const { status, of } = judge(HEALTHY.filter(({ polarity }) => polarity === 'dark_on_light'));
    expect(status).toBe('ok');
    expect(of('polarity').psi).toBeGreaterThan(of('polarity').threshold!);
  });

  it('finds polarity drift where the reference has hardly any of it', () => {
    const dark = histogramsOf(HEALTHY.map((facts) => ({ ...facts, polarity: 'dark_on_light' as const })));
    const light = HEALTHY.map((facts) => ({ ...facts, polarity: 'light_on_dark' as const }));
    expect(judge(light, dark).of('polarity').status).toBe('drift');
  });

  it.each([
    [4, 'ok'],
    [8, 'warning'],
    [20, 'drift'],
    [100, 'drift'],
  ] as const)('finds traffic of which %i %% are blank sheets %s', (percent, status) => {
    const blank = rejected('blank', 5 * percent);
    expect(judge([...HEALTHY.slice(0, 500 - blank.length), ...blank]).of('outcome').status).toBe(status);
  });

  it('judges nothing but the outcome by pictures that show no digit', () => {
    const { status, of } = judge(rejected('not_a_digit', 500));
    expect(status).toBe('drift');
    expect(of('outcome').samples).toBe(500);
    expect(of('ink_share')).toMatchObject({ status: 'insufficient_data', samples: 0, unexplained: null });
  });

  it('finds drift in uncertain predictions, and none in confident ones that the reference contains', () => {
    const mixed = histogramsOf(
      HEALTHY.map((facts, i) => ({ ...facts, confidence: i % 4 === 0 ? 0.9999 : 0.97 })),
    );
    const sure = HEALTHY.map((facts) => ({ ...facts, confidence: 0.9999 }));
    const unsure = HEALTHY.map((facts, i) => ({ ...facts, confidence: 0.3 + 0.05 * (i % 10) }));
    expect(judge(sure, mixed).of('confidence').status).toBe('ok');
    expect(judge(unsure, mixed).of('confidence').status).toBe('drift');
  });

  it.each([
    [0.2, 'ok'],
    [0.5, 'drift'],
  ] as const)('finds traffic of which a share of %f is one digit %s', (share, status) => {
    const ones = HEALTHY.filter(({ digit }) => digit !== 1)
      .slice(0, 500)
      .map((facts, i) => (i < share * 500 ? { ...facts, digit: 1 } : facts));
    expect(judge(ones).of('predicted_class').status).toBe(status);
  });

  it(`gives no status for fewer than ${MIN_SAMPLES} pictures`, () => {
    expect(judge(HEALTHY.slice(0, MIN_SAMPLES - 1)).status).toBe('insufficient_data');
    expect(judge(HEALTHY.slice(0, MIN_SAMPLES)).status).toBe('ok');
  });
});
