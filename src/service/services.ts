import type { IdempotentRequests } from '../admission/idempotency/idempotent-requests';
import type { BodyRooms } from '../admission/in-flight/body-rooms';
import type { PictureLanes } from '../admission/in-flight/picture-lanes';
import type { RequestsInFlight } from '../admission/in-flight/requests-in-flight';
import type { KeyBook } from '../admission/keys/key-book';
import type { Quotas } from '../admission/quotas/quotas';
import type { RateLimits } from '../admission/rate-limits/rate-limits';
import type { RestorableRpc } from '../admission/restore/restore-protocol';
import type { Config } from '../config';
import type { CutOffs } from '../cut-offs';
import type { FeedbackDesk } from '../feedback/feedback-desk';
import type { ModelRegistry } from '../inference/registry';
import type { AlertBook } from '../metrics/alerts/alert-book';
import type { AlertRule } from '../metrics/alerts/rules';
import type { DriftWatch } from '../metrics/drift/drift-watch';
import type { Metrics } from '../metrics/metrics';
import type { Clock, Stopwatches } from '../time/clock';
import type { Uptime } from '../time/uptime';
import type { Tracer } from '../tracing/tracer';
import type { TrafficBook } from '../traffic/traffic-book';
import type { JobDesk } from './jobs/job-desk';

/** The services that routes use; constructed once, in `app.ts`. */
export interface Services {
  readonly config: Config;
  readonly clock: Clock;
  /** By version of the model. */
  readonly stopwatches: Stopwatches;
  readonly uptime: Uptime;
  readonly rateLimits: RateLimits;
  readonly quotas: Quotas;
  readonly idempotency: IdempotentRequests;
  readonly models: ModelRegistry;
  readonly requestsInFlight: RequestsInFlight;
  readonly cutOffs: CutOffs;
  /** Memory for bodies. */
  readonly rooms: BodyRooms;
  /** Which pictures may be worked on at the same time. */
  readonly lanes: PictureLanes;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  readonly drift: DriftWatch;
  readonly alerts: Alerts;
  /** The API keys that are accepted. */
  readonly keys: KeyBook;
  /** Which versions of the model answer which clients. */
  readonly traffic: TrafficBook;
  /** Stores that can go back in time; null where there is none. */
  readonly restorable: Readonly<Record<'keys' | 'traffic', (() => RestorableRpc) | null>>;
  /** Where predictions are remembered, and labels for them taken. */
  readonly feedback: FeedbackDesk;
  readonly jobs: JobDesk;
  /** The files that `npm run assets` builds; null if the Worker runs without them. */
  readonly assets: Assets | null;
}

/** The part of the `ASSETS` binding that is needed here. */
export interface Assets {
  fetch(url: URL, init: { method: string; headers: Record<string, string> }): Promise<Response>;
}

/** The alert rules, and the book that tracks their states. */
export interface Alerts {
  readonly rules: readonly AlertRule[];
  readonly book: AlertBook;
}
