import type { components } from '../../../packages/client/src/openapi';
import { ask } from './ask';
import { takesLabels } from './feedback';

/** How far back, as the service takes it. */
export const WINDOWS = ['1h', '24h', '30d'] as const;
export type Window = (typeof WINDOWS)[number];

type Schemas = components['schemas'];

/** The answers of the routes. */
export type Metrics = Schemas['Metrics'];
export type Drift = Schemas['Drift'];
export type Experiments = Schemas['Experiments'];
export type FeedbackAccuracy = Schemas['FeedbackAccuracy'];

/** Their parts. */
export type HistoryPoint = Schemas['MetricsHistory']['points'][number];
export type Feature = Drift['features'][number];
export type Alert = Schemas['Alerts']['alerts'][number];
export type Model = Schemas['Model'];
export type Share = Schemas['Share'];
export type Figure = Experiments['comparisons'][number]['figure'];
/** What a difference amounts to. */
export type Comparison = Pick<Experiments['comparisons'][number], 'verdict' | 'summary'>;

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
