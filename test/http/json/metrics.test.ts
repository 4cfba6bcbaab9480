import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REJECT_REASONS } from '../../../src/domain';
import { type ServiceFacts, toMetricsJson } from '../../../src/http/json/metrics';
import { countEvent } from '../../../src/metrics/recording/count-event';
import type { RequestEvent } from '../../../src/metrics/recording/event';
import { addCells, type Cells } from '../../../src/metrics/series/series';
import type { MetricsSnapshot } from '../../../src/metrics/shards/client/merge';
import { BATCH, PREDICTED, PREDICTION, REFUSED } from '../../support/events';

const FACTS: ServiceFacts = {
  uptimeSeconds: 5400,
  modelVersion: 'v1.0',
  modelAccuracy: 0.9931,
  now: new Date('2026-11-23T12:00:00Z'),
};

function snapshotOf(...events: RequestEvent[]): MetricsSnapshot {
  const cells: Cells = {};
  for (const event of events) countEvent(event, (cell, by) => addCells(cells, { [cell]: by }));
  return { cells, unreachable: [], shards: 9 };
}

describe('toMetricsJson()', () => {
  it("has zeros in the original's shape before any request", () => {
    expect(toMetricsJson(snapshotOf(), FACTS)).toEqual({
      service_metrics: {
        total_requests: 0,
        successful_predictions: 0,
        failed_predictions: 0,
        total_errors: 0,
        predictions_without_digit: 0,
        success_rate: 0,
        uptime_seconds: 5400,
        uptime_hours: 1.5,
      },
      model_metrics: {
        model_version: 'v1.0',
        model_accuracy: 0.9931,
        predictions_by_digit: { 0: 0, 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0, 8: 0, 9: 0 },
      },
      shards_unreachable: 0,
      shards_stale: [],
      stale: false,
      counts_lost: 0,
      timestamp: '2026-11-23T12:00:00.000Z',
    });
  });

  it('counts refusals as failed, and only our faults as errors', () => {
    const broken: RequestEvent = { ...REFUSED, status: 500, errorCode: 'internal_error' };
    const { service_metrics } = toMetricsJson(snapshotOf(PREDICTED, PREDICTED, REFUSED, broken), FACTS);
    expect(service_metrics).toMatchObject({
      total_requests: 4,
      successful_predictions: 2,
      failed_predictions: 2,
      total_errors: 1,
      success_rate: 50,
    });
  });

  it('counts each picture of a batch, and one that is refused as a whole once', () => {
    const refused: RequestEvent = { ...REFUSED, route: '/predict/batch', status: 413 };
    const { service_metrics } = toMetricsJson(snapshotOf(PREDICTED, BATCH, BATCH, refused), FACTS);
    expect(service_metrics).toMatchObject({
      total_requests: 8,
      successful_predictions: 5,
      failed_predictions: 3,
      predictions_without_digit: 2,
      total_errors: 0,
    });
  });

  it('excludes other routes and methods from total_requests', () => {
    const health: RequestEvent = { ...PREDICTED, route: '/health', method: 'GET', predictions: [] };
    const preflight: RequestEvent = { ...PREDICTED, method: 'OPTIONS', status: 204, predictions: [] };
    expect(toMetricsJson(snapshotOf(health, preflight), FACTS).service_metrics.total_requests).toBe(0);
  });

  it('excludes pictures without a digit from predictions_by_digit, and counts them separately', () => {
    const blank: RequestEvent = {
      ...PREDICTED,
      predictions: [{ ...PREDICTION, digit: 1, rejectReason: 'blank' }],
    };
    const { service_metrics, model_metrics } = toMetricsJson(snapshotOf(PREDICTED, blank, blank), FACTS);
    expect(service_metrics).toMatchObject({ successful_predictions: 3, predictions_without_digit: 2 });
    expect(model_metrics.predictions_by_digit).toMatchObject({ 1: 0, 7: 1 });
  });

  it('always adds up: total to successful and failed, successful to digits and none', () => {
    const event = fc.record({
      status: fc.constantFrom(200, 400, 413, 422, 500, 503),
      digit: fc.integer({ min: 0, max: 9 }),
      rejectReason: fc.constantFrom(null, ...REJECT_REASONS),
      predicted: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const happened = events.map(({ status, digit, rejectReason, predicted }): RequestEvent => {
          const prediction = { ...PREDICTION, digit, rejectReason };
          return { ...PREDICTED, status, predictions: predicted || status === 200 ? [prediction] : [] };
        });
        const { service_metrics: service, model_metrics } = toMetricsJson(
          snapshotOf(...happened, BATCH),
          FACTS,
        );
        const digits = Object.values(model_metrics.predictions_by_digit).reduce(
          (sum, count) => sum + count,
          0,
        );
        expect(service.successful_predictions + service.failed_predictions).toBe(service.total_requests);
        expect(digits + service.predictions_without_digit).toBe(service.successful_predictions);
        expect(service.total_requests).toBe(events.length + 3);
      }),
    );
  });

  it('adds the digits of all model versions up', () => {
    const other: RequestEvent = { ...PREDICTED, predictions: [{ ...PREDICTION, modelVersion: 'v2.0' }] };
    const { predictions_by_digit } = toMetricsJson(snapshotOf(PREDICTED, other), FACTS).model_metrics;
    expect(predictions_by_digit).toMatchObject({ 6: 0, 7: 2 });
  });
});
