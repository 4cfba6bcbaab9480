import type { MetricsSnapshot } from '../shards/merge';
import { figuresOf } from './figures';

/** The answer of `GET /metrics`: the original's fields, and what we add. */
export interface MetricsJson {
  readonly service_metrics: {
    readonly total_requests: number;
    readonly successful_predictions: number;
    readonly failed_predictions: number;
    readonly total_errors: number;
    /** Successful ones whose picture was found to show no digit; the others are those of `predictions_by_digit`. */
    readonly predictions_without_digit: number;
    /** Per cent. */
    readonly success_rate: number;
    readonly uptime_seconds: number;
    readonly uptime_hours: number;
  };
  readonly model_metrics: {
    readonly model_version: string;
    readonly model_accuracy: number;
    readonly predictions_by_digit: Readonly<Record<string, number>>;
  };
  readonly shards_unreachable: number;
  readonly shards_stale: string[];
  /** Whether any of the figures is not the present one. */
  readonly stale: boolean;
  /** Requests whose counts could not be kept. */
  readonly counts_lost: number;
  readonly timestamp: string;
}

/** What the figures are told together with. */
export interface ServiceFacts {
  readonly uptimeSeconds: number;
  readonly modelVersion: string;
  /** 0 to 1, from the model's card. */
  readonly modelAccuracy: number;
  readonly now: Date;
}

/**
 * Tells the figures in the original's shape. A prediction request is a `POST /predict`; it was successful
 * where the status is 200, and an error of ours where it is 500 or more. So `total_requests` is the sum of
 * `successful_predictions` and `failed_predictions`, and `successful_predictions` that of `predictions_by_digit` and
 * `predictions_without_digit`.
 */
export function toMetricsJson(snapshot: MetricsSnapshot, facts: ServiceFacts): MetricsJson {
  const figures = figuresOf(snapshot.cells);
  const { requests, predictions } = figures;
  return {
    service_metrics: {
      total_requests: requests,
      successful_predictions: predictions,
      failed_predictions: figures.failures,
      total_errors: figures.errors,
      predictions_without_digit: figures.withoutDigit,
      success_rate: requests === 0 ? 0 : (100 * predictions) / requests,
      uptime_seconds: facts.uptimeSeconds,
      uptime_hours: facts.uptimeSeconds / 3600,
    },
    model_metrics: {
      model_version: facts.modelVersion,
      model_accuracy: facts.modelAccuracy,
      predictions_by_digit: Object.fromEntries(figures.predictionsByDigit.entries()),
    },
    shards_unreachable: snapshot.unreachable.length,
    shards_stale: [...snapshot.unreachable],
    stale: snapshot.unreachable.length > 0,
    counts_lost: figures.lost,
    timestamp: facts.now.toISOString(),
  };
}
