import type { RateLimiter } from './admission/rate-limits/rate-limiter';
import type { AlertKeeperRpc } from './metrics/alerts/alert-protocol';
import type { LedgerRpc, ProbedRpc, ShardNamespace } from './metrics/shards/interface';
import type { Assets } from './service/services';

/** The part of a Durable Object binding that is needed here. */
interface Objects<Rpc> {
  getByName(name: string): Rpc;
}

/**
 * The bindings as the runtime hands them over. `wrangler types` promises all that wrangler.toml names, but a deployment is
 * made by whoever runs it: by a configuration of their own, or by an older one than the code.
 */
export interface UncheckedBindings {
  /** The shards that keep the counters. */
  readonly METRICS?: ShardNamespace;
  /** What shards said last. */
  readonly LEDGER?: Objects<LedgerRpc & ProbedRpc>;
  /** Where alerts stand. */
  readonly ALERTS?: Objects<AlertKeeperRpc>;
  /** The files that `npm run assets` builds. */
  readonly ASSETS?: Assets;
  /** Counts the requests of each client in 10 seconds, as `RATE_LIMIT` has it. */
  readonly RATE_LIMIT_10?: RateLimiter;
  /** The same in 60 seconds. */
  readonly RATE_LIMIT_60?: RateLimiter;
  /** Which version this is, and since when. */
  readonly VERSION?: { readonly timestamp: string };
}

/**
 * The same once they have been looked at. What is absent is null and not undefined: a property that may be undefined can be
 * left out or misspelt wherever such an object is made or taken apart, and nobody notices. Null has to be written, so the
 * compiler asks for each binding by name, and whoever uses one has to say what happens without it.
 */
export type Bindings = { readonly [Name in keyof UncheckedBindings]-?: UncheckedBindings[Name] | null };

/**
 * What a deployment does without. Predictions need no binding at all; without rate-limit bindings each isolate counts by
 * itself, which is how `npm start` does it.
 */
const WITHOUT: Readonly<Record<Exclude<keyof Bindings, `RATE_LIMIT_${number}`>, string>> = {
  METRICS: 'nothing is counted',
  LEDGER: 'while a shard does not answer, its figures are missing',
  ALERTS: 'where alerts stand is kept in memory, by each isolate for itself',
  ASSETS: 'pages cannot be sent',
  VERSION: 'the uptime is that of the isolate',
};

/** @param warn is told about each binding that is absent */
export function readBindings(env: UncheckedBindings, warn: (message: string) => void): Bindings {
  const bindings: Bindings = {
    METRICS: env.METRICS ?? null,
    LEDGER: env.LEDGER ?? null,
    ALERTS: env.ALERTS ?? null,
    ASSETS: env.ASSETS ?? null,
    RATE_LIMIT_10: env.RATE_LIMIT_10 ?? null,
    RATE_LIMIT_60: env.RATE_LIMIT_60 ?? null,
    VERSION: env.VERSION ?? null,
  };
  for (const [name, consequence] of Object.entries(WITHOUT)) {
    if (bindings[name as keyof Bindings] === null)
      warn(`Cannot find the binding ${name}: ${consequence}. See wrangler.toml for what it is bound to`);
  }
  return bindings;
}
