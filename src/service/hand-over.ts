import type { AlertState } from '../metrics/alerts/alert-state';
import type { KnownCounts } from '../metrics/shards/client/hand-over';

/** State of an isolate that its successor, on other storage, would not have. */
export interface Known {
  readonly counts: KnownCounts;
  /** State of each alert, by name. */
  readonly alerts: Readonly<Record<string, AlertState>>;
}

/** Increased with every change of the format. */
const VERSION = 1;

/** @returns JSON */
export function serialiseKnown({ counts, alerts }: Known): string {
  return JSON.stringify({ version: VERSION, counts, alerts });
}

/**
 * Reads what `serialiseKnown()` wrote.
 * @throws Error if it has another version
 */
export function restoreKnown(json: string): Known {
  const { version, counts, alerts } = JSON.parse(json) as Known & { readonly version: unknown };
  if (version !== VERSION) throw new Error(`Cannot take over: version ${version} is not ${VERSION}`);
  return { counts, alerts };
}
