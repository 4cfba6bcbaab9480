import type { components } from '../../../packages/client/src/openapi';
import { ask } from './ask';
import { takesLabels } from './feedback';

/** How far back, as the service takes it. */
export const WINDOWS = ['1h', '24h', '30d'] as const;
export type Window = (typeof WINDOWS)[number];

/** The part of `GET /metrics` that is shown. */
export interface Metrics {
  readonly service_metrics: {
    readonly total_requests: number;
    readonly successful_predictions: number;
    readonly failed_predictions: number;
    readonly total_errors: number;
  };
  readonly stale: boolean;
}

/** A step of `GET /metrics/history`. */
export interface HistoryPoint {
  readonly timestamp: string;
  readonly requests: number;
  readonly predictions: number;
  readonly failures: number;
  readonly errors: number;
  readonly predictions_without_digit: number;
  readonly p50_seconds: number | null;
  readonly p95_seconds: number | null;
  readonly mean_confidence: number | null;
  readonly predictions_by_digit: readonly number[];
}

/** A feature of `GET /drift`. */
export interface Feature {
  readonly feature: string;
  readonly status: string;
  readonly unexplained_share: number | null;
  readonly warning_share: number;
  readonly drift_share: number;
  readonly buckets: readonly { readonly bucket: string; readonly live: number; readonly reference: number }[];
}

export interface Drift {
  readonly status: string;
  readonly samples: number;
  readonly samples_needed: number;
  readonly features: readonly Feature[];
}

/** An alert of `GET /alerts`. */
export interface Alert {
  readonly name: string;
  readonly status: string;
  readonly severity: string;
  readonly summary: string;
  readonly value: number | null;
  readonly fires: string;
  readonly reason: string | null;
  readonly since: string | null;
}

/** A version of `GET /models`. */
export interface Model {
  readonly version: string;
  readonly status: string;
  readonly weight: number;
  readonly shadow: number;
  readonly model_accuracy: number;
  readonly expected_calibration_error: number;
  readonly multiply_adds: number;
}

/** A share with its 95 % interval; null without trials. */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** By what versions are compared. */
export type Figure = 'refused' | 'failed' | 'accurate';

/** A version of the traffic split, in `GET /experiments`. */
export interface Arm {
  readonly model_version: string;
  readonly weight: number;
  readonly pictures: number;
  readonly refused: Share;
  readonly failed: Share;
  /** Of labelled pictures; of none where there are no labels. */
  readonly accurate: Share;
  readonly mean_confidence: number | null;
  readonly p50_inference_seconds: number | null;
  readonly p95_inference_seconds: number | null;
}

export interface Shadow {
  readonly model_version: string;
  readonly percent: number;
  readonly agreeing: Share;
  readonly failed: number;
  readonly skipped: number;
  readonly labelled: Comparison & {
    readonly only_answer_right: number;
    readonly only_shadow_right: number;
  };
}

/** What a difference amounts to. */
export interface Comparison {
  readonly verdict: string;
  readonly summary: string;
}

export interface Experiments {
  readonly baseline: string;
  readonly arms: readonly Arm[];
  readonly shadows: readonly Shadow[];
  readonly comparisons: readonly (Comparison & { readonly figure: Figure })[];
}

/** The answer of `GET /feedback/accuracy`. */
export type FeedbackAccuracy = components['schemas']['FeedbackAccuracy'];

/** Everything that the dashboard shows. */
export interface Figures {
  readonly window: Window;
  readonly metrics: Metrics;
  readonly points: readonly HistoryPoint[];
  readonly drift: Drift;
  readonly alerts: readonly Alert[];
  readonly models: readonly Model[];
  readonly experiments: Experiments;
  /** Null where predictions are not remembered. */
  readonly feedback: FeedbackAccuracy | null;
  /** Requests by location, the most frequent first. */
  readonly locations: readonly { readonly location: string; readonly requests: number }[];
}

/** The totals and their tag; null if they have not changed. */
export interface TaggedMetrics {
  readonly metrics: Metrics;
  readonly tag: string | null;
}

/** @param tag of the totals that are known; null asks for any. @returns null if they are the same */
export async function readMetrics(tag: string | null): Promise<TaggedMetrics | null> {
  const response = await ask('metrics', {
    // The browser's own cache would answer a 304 itself.
    cache: 'no-store',
    headers: { Accept: 'application/json', ...(tag !== null && { 'If-None-Match': tag }) },
  });
  if (response.status === 304) return null;
  return { metrics: await response.json(), tag: response.headers.get('ETag') };
}

/** Reads all figures of a window but for the totals. */
export async function readWindow(window: Window): Promise<Omit<Figures, 'metrics'>> {
  const read = async (path: string) => (await ask(path)).json();
  const [history, drift, alerts, models, experiments, feedback, text] = await Promise.all([
    read(`metrics/history?window=${window}`),
    read(`drift?window=${window}`),
    read('alerts'),
    read('models'),
    read(`experiments?window=${window}`),
    takesLabels().then((areTaken) => (areTaken ? read(`feedback/accuracy?window=${window}`) : null)),
    ask('metrics/prometheus').then((response) => response.text()),
  ]);
  return {
    window,
    points: history.points,
    drift,
    alerts: alerts.alerts,
    models: models.models,
    experiments,
    feedback,
    locations: parseLocations(text),
  };
}

/**
 * Finds the requests by location in the figures for Prometheus; `GET /metrics` does not have them.
 * @param text in the text format 0.0.4
 */
export function parseLocations(text: string): Figures['locations'] {
  const lines = text.matchAll(/^digits_requests_by_location_total\{location="([^"]*)"\} (\d+)/gm);
  return [...lines]
    .map(([, location, requests]) => ({ location: location!, requests: Number(requests) }))
    .filter(({ requests }) => requests > 0)
    .sort((a, b) => b.requests - a.requests);
}
