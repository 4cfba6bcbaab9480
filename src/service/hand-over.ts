import type { AlertState } from '../metrics/alerts/alert-state';
import type { KnownCounts } from '../metrics/shards/client/hand-over';

/** What an isolate knows and its successor, on other storage, would not. */
export interface Known {
  readonly counts: KnownCounts;
  /** Where each alert stands, by name. */
  readonly alerts: Readonly<Record<string, AlertState>>;
}

/** Raised with every change of the form. */
const VERSION = 1;

/** @returns JSON */
export function serialiseKnown({ counts, alerts }: Known): string {
  return JSON.stringify({ version: VERSION, counts, alerts });
}

/**
 * Reads what `serialiseKnown()` wrote.
 * @throws Error when it is of another version
 */
export function restoreKnown(json: string): Known {
  const { version, counts, alerts } = JSON.parse(json) as Known & { readonly version: unknown };
  if (version !== VERSION) throw new Error(`Cannot take over: version ${version} is not ${VERSION}`);
  return { counts, alerts };
}
