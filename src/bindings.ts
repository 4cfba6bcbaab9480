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
  /** Which version this is, and since when. */
  readonly VERSION?: { readonly timestamp: string };
}

/**
 * The same once they have been looked at. What is absent is null and not undefined: a property that may be undefined can be
 * left out or misspelt wherever such an object is made or taken apart, and nobody notices. Null has to be written, so the
 * compiler asks for each binding by name, and whoever uses one has to say what happens without it.
 */
export type Bindings = { readonly [Name in keyof UncheckedBindings]-?: UncheckedBindings[Name] | null };

/** What a deployment does without. Predictions need no binding at all. */
const WITHOUT: Readonly<Record<keyof Bindings, string>> = {
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
    VERSION: env.VERSION ?? null,
  };
  for (const [name, consequence] of Object.entries(WITHOUT)) {
    if (bindings[name as keyof Bindings] === null)
      warn(`Cannot find the binding ${name}: ${consequence}. See wrangler.toml for what it is bound to`);
  }
  return bindings;
}
