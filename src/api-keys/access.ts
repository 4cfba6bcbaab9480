import type { ApiKey } from './api-key';
import type { Role } from './role';

/** Who may read metrics, history, drift and alerts: anyone, or who has a key of the role `metrics` or `admin`. */
const METRICS_ACCESSES = ['open', 'key'] as const;
export type MetricsAccess = (typeof METRICS_ACCESSES)[number];

/** What `METRICS_ACCESS` may be, for messages. */
export const METRICS_ACCESS_ALLOWED = METRICS_ACCESSES.join(' or ');

export function isMetricsAccess(value: unknown): value is MetricsAccess {
  return (METRICS_ACCESSES as readonly unknown[]).includes(value);
}

/** What the operator has closed. */
export interface Access {
  /** The keys of `API_KEYS`, one of which predictions need; null where anyone may ask for them. */
  readonly apiKeys: readonly ApiKey[] | null;
  readonly metricsAccess: MetricsAccess;
}

/** Whether anyone may do what a role is for. Keys are never open. */
export function isOpen(role: Role, { apiKeys, metricsAccess }: Access): boolean {
  switch (role) {
    case 'predict':
      return apiKeys === null;
    case 'metrics':
      return metricsAccess === 'open';
    case 'admin':
      return false;
  }
}

/** Says what is open, for the log: `predictions: anyone; metrics, history, drift, alerts: anyone`. */
export function describeAccess(access: Access): string {
  const count = access.apiKeys?.length ?? 0;
  const holders = `holders of an API key (${count} configured)`;
  const who = (role: Role) => (isOpen(role, access) ? 'anyone' : holders);
  return `predictions: ${who('predict')}; metrics, history, drift, alerts: ${who('metrics')}`;
}
