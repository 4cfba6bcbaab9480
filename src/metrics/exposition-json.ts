import { COUNTED } from './catalogue';
import { DIGITS, STATUSES } from './labels';
import type { MetricsSnapshot } from './merge';
import { counterCell } from './series';

/** The answer of `GET /metrics`: the original's fields, and what we add. */
export interface MetricsJson {
  readonly service_metrics: {
    readonly total_requests: number;
    readonly successful_predictions: number;
    readonly failed_predictions: number;
    readonly total_errors: number;
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
 * where the status is 200, and an error of ours where it is 500 or more.
 */
export function toMetricsJson(snapshot: MetricsSnapshot, facts: ServiceFacts): MetricsJson {
  const requests = predictRequests(snapshot);
  const total = sumWhere(requests, () => true);
  const successful = sumWhere(requests, (status) => status < 300);
  return {
    service_metrics: {
      total_requests: total,
      successful_predictions: successful,
      failed_predictions: total - successful,
      total_errors: sumWhere(requests, (status) => status >= 500),
      success_rate: total === 0 ? 0 : (100 * successful) / total,
      uptime_seconds: facts.uptimeSeconds,
      uptime_hours: facts.uptimeSeconds / 3600,
    },
    model_metrics: {
      model_version: facts.modelVersion,
      model_accuracy: facts.modelAccuracy,
      predictions_by_digit: predictionsByDigit(snapshot),
    },
    shards_unreachable: snapshot.unreachable.length,
    timestamp: facts.now.toISOString(),
  };
}

interface StatusCount {
  readonly status: number;
  readonly count: number;
}

function predictRequests({ cells }: MetricsSnapshot): StatusCount[] {
  return STATUSES.map((status) => {
    const cell = counterCell(COUNTED.requests, { route: '/predict', method: 'POST', status });
    return { status: Number(status), count: cells[cell] ?? 0 };
  });
}

function sumWhere(counts: readonly StatusCount[], accept: (status: number) => boolean): number {
  return counts.reduce((sum, { status, count }) => (accept(status) ? sum + count : sum), 0);
}

/** Over all model versions, those included that are no longer served. */
function predictionsByDigit({ cells }: MetricsSnapshot): Record<string, number> {
  const byDigit: Record<string, number> = Object.fromEntries(DIGITS.map((digit) => [digit, 0]));
  const prefix = `${COUNTED.predictions.name}|`;
  for (const [cell, count] of Object.entries(cells)) {
    if (!cell.startsWith(prefix)) continue;
    const digit = cell.slice(cell.lastIndexOf('|') + 1);
    byDigit[digit] = (byDigit[digit] ?? 0) + count;
  }
  return byDigit;
}
