import type { IdempotencyStoreNamespace } from './admission/idempotency/idempotency-protocol';
import type { KeyStoreRpc } from './admission/keys/key-store-protocol';
import type { KeyUsageNamespace } from './admission/quotas/quota-protocol';
import type { RateLimiter } from './admission/rate-limits/rate-limiter';
import type { RestorableRpc } from './admission/restore/restore-protocol';
import type { FeedbackNamespace } from './feedback/feedback-protocol';
import type { Bucket } from './jobs/job-files';
import type { JobBookRpc, JobNamespace, JobQueue } from './jobs/job-protocol';
import { isJurisdiction, JURISDICTION_ALLOWED, restrict } from './jurisdiction';
import type { AlertKeeperRpc } from './metrics/alerts/alert-protocol';
import type { LedgerRpc, ProbedRpc, ShardNamespace } from './metrics/shards/interface';
import type { Assets } from './service/services';
import type { TrafficStoreRpc } from './traffic/traffic-store-protocol';

/** Sends requests to the collector of traces. */
export interface Collector {
  fetch(url: string, init: RequestInit): Promise<Response>;
}

/** The part of a Durable Object binding that is needed here. */
interface Objects<Rpc> {
  getByName(name: string): Rpc;
}

/**
 * The bindings as the runtime provides them. `wrangler types` declares all that wrangler.toml names, but a deployment may
 * use another configuration, or one older than the code.
 */
export interface UncheckedBindings {
  /** The shards of the counters. */
  readonly METRICS?: ShardNamespace;
  /** The last reported state of each shard. */
  readonly LEDGER?: Objects<LedgerRpc & ProbedRpc>;
  /** The states of the alerts. */
  readonly ALERTS?: Objects<AlertKeeperRpc>;
  /** The API keys that are made while the service runs. */
  readonly KEYS?: Objects<KeyStoreRpc & RestorableRpc>;
  /** The traffic split that is set while the service runs. */
  readonly TRAFFIC_STORE?: Objects<TrafficStoreRpc & RestorableRpc>;
  /** The predictions that are remembered, and their labels. */
  readonly FEEDBACK_SHARDS?: FeedbackNamespace;
  /** The files that `npm run assets` builds. */
  readonly ASSETS?: Assets;
  /** What keys with a quota have used. */
  readonly KEY_USAGE?: KeyUsageNamespace;
  /** Answers of requests that came with an `Idempotency-Key`. */
  readonly IDEMPOTENCY?: IdempotencyStoreNamespace;
  /** The states of jobs. */
  readonly JOB?: JobNamespace;
  /** The list of all jobs. */
  readonly JOB_BOOK?: Objects<JobBookRpc>;
  /** The input and the results of jobs, and pictures that they may name. */
  readonly JOB_BUCKET?: Bucket;
  /** The tasks of jobs. */
  readonly JOB_QUEUE?: JobQueue;
  /** Counts the requests of each client in 10 seconds, as `RATE_LIMIT` has it. */
  readonly RATE_LIMIT_10?: RateLimiter;
  /** The same in 60 seconds. */
  readonly RATE_LIMIT_60?: RateLimiter;
  /** Reaches the collector of traces, which may be in a private network; only `npm start` has it. */
  readonly COLLECTOR?: Collector;
  /** The deployed version and its time of deployment. */
  readonly VERSION?: { readonly timestamp: string };
}

/**
 * The validated bindings. Absent ones are null, not undefined: an optional property can be omitted or misspelt without an
 * error wherever such an object is created or destructured. With null, the compiler demands each binding by name and a
 * decision about its absence wherever it is used.
 */
export type Bindings = { readonly [Name in keyof UncheckedBindings]-?: UncheckedBindings[Name] | null };

/**
 * What a deployment does without. Predictions need no binding at all; without rate-limit bindings each isolate counts by
 * itself, which is how `npm start` does it, and without `COLLECTOR` traces take the way of all requests.
 */
const WITHOUT: Readonly<Record<Exclude<keyof Bindings, `RATE_LIMIT_${number}` | 'COLLECTOR'>, string>> = {
  METRICS: 'nothing is counted',
  LEDGER: 'while a shard does not answer, its figures are missing',
  ALERTS: 'each isolate keeps the states of alerts in its own memory',
  KEY_USAGE: 'quotas of keys are not enforced',
  IDEMPOTENCY: 'a request that is repeated with its Idempotency-Key is answered anew',
  KEYS: 'API keys are those of API_KEYS alone',
  TRAFFIC_STORE: 'the traffic split is that of TRAFFIC alone',
  FEEDBACK_SHARDS: 'predictions are not remembered for feedback',
  ASSETS: 'pages cannot be sent',
  JOB: 'there are no jobs',
  JOB_BOOK: 'there are no jobs',
  JOB_BUCKET: 'there are no jobs',
  JOB_QUEUE: 'there are no jobs',
  VERSION: 'the uptime is measured from the start of the isolate',
};

/** Where the objects are kept: the variable `JURISDICTION`. */
interface Place {
  readonly JURISDICTION?: unknown;
}

/** @param warn receives a message for each absent binding, and for a jurisdiction that is not allowed */
export function readBindings(env: UncheckedBindings & Place, warn: (message: string) => void): Bindings {
  if (!isJurisdiction(env.JURISDICTION)) {
    warn(
      `Cannot use JURISDICTION ${JSON.stringify(env.JURISDICTION)}: allowed is ${JURISDICTION_ALLOWED}. Nothing is stored`,
    );
  }
  const bindings: Bindings = {
    METRICS: restrict(env.METRICS, env.JURISDICTION),
    LEDGER: restrict(env.LEDGER, env.JURISDICTION),
    ALERTS: restrict(env.ALERTS, env.JURISDICTION),
    KEYS: restrict(env.KEYS, env.JURISDICTION),
    TRAFFIC_STORE: restrict(env.TRAFFIC_STORE, env.JURISDICTION),
    FEEDBACK_SHARDS: restrict(env.FEEDBACK_SHARDS, env.JURISDICTION),
    ASSETS: env.ASSETS ?? null,
    KEY_USAGE: restrict(env.KEY_USAGE, env.JURISDICTION),
    COLLECTOR: env.COLLECTOR ?? null,
    IDEMPOTENCY: restrict(env.IDEMPOTENCY, env.JURISDICTION),
    JOB: restrict(env.JOB, env.JURISDICTION),
    JOB_BOOK: restrict(env.JOB_BOOK, env.JURISDICTION),
    JOB_BUCKET: env.JOB_BUCKET ?? null,
    JOB_QUEUE: env.JOB_QUEUE ?? null,
    RATE_LIMIT_10: env.RATE_LIMIT_10 ?? null,
    RATE_LIMIT_60: env.RATE_LIMIT_60 ?? null,
    VERSION: env.VERSION ?? null,
  };
  for (const [name, consequence] of Object.entries(WITHOUT)) {
    if (env[name as keyof Bindings] === undefined)
      warn(`Cannot find the binding ${name}: ${consequence}. See wrangler.toml for its declaration`);
  }
  return bindings;
}
