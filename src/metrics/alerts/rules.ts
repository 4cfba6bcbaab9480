/** What rules look at. Null where it cannot be told, which neither fires nor resolves an alert. */
export interface Signals {
  /** Share of prediction requests of the last 5 minutes that failed by our fault, 0 to 1. */
  readonly error_rate: number | null;
  /** Seconds within which 95 % of them were answered. */
  readonly p95_seconds: number | null;
  /** 1 when the service is not ready, else 0. */
  readonly not_ready: number | null;
  /** 0 ok, 1 warning, 2 drift; over the last hour. */
  readonly drift: number | null;
  /** Requests of the last 30 minutes over those of a mean half hour of the last day. */
  readonly traffic: number | null;
  readonly shards_unreachable: number | null;
  /** Requests of the last 5 minutes that were let through although a limit could not be checked. */
  readonly limits_unchecked: number | null;
}

/** Whether somebody is woken up, or looks at it in the morning. */
export const SEVERITIES = ['page', 'ticket'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** When somebody is told. `deploy/prometheus/alerts.yml` has the same rules in PromQL. */
export interface AlertRule {
  readonly name: string;
  readonly signal: keyof Signals;
  /** Whether values above or below the thresholds are bad. */
  readonly bad: 'above' | 'below';
  /** The alert begins past this … */
  readonly fire: number;
  /** … and ends only at or within this, so that a value on the threshold does not flutter. */
  readonly clear: number;
  /** For so long the value has to stay bad before anybody is told, and good before it is over; seconds. */
  readonly forSeconds: number;
  readonly severity: Severity;
  readonly summary: string;
}

const MINUTE = 60;

/**
 * A page waits two minutes: two evaluations, so that one bad minute wakes nobody. A second is how long people wait without
 * losing their thread (Nielsen, Usability Engineering, 1993, chapter 5). What is measured clears only at half of what fires,
 * or less; traffic, of which little is bad, at five times as much: it has to have become better, and not by a hair.
 */
export const ALERT_RULES: readonly AlertRule[] = [
  {
    name: 'DigitsErrorRate',
    signal: 'error_rate',
    bad: 'above',
    fire: 0.05,
    clear: 0.02,
    forSeconds: 2 * MINUTE,
    severity: 'page',
    summary: 'More than 5 % of predictions fail by our fault',
  },
  {
    name: 'DigitsSlow',
    signal: 'p95_seconds',
    bad: 'above',
    fire: 1,
    clear: 0.5,
    forSeconds: 5 * MINUTE,
    severity: 'ticket',
    summary: 'One prediction in twenty takes longer than a second',
  },
  {
    name: 'DigitsNotReady',
    signal: 'not_ready',
    bad: 'above',
    fire: 0.5,
    clear: 0.5,
    forSeconds: 2 * MINUTE,
    severity: 'page',
    summary: 'The model or the storage is not ready',
  },
  {
    name: 'DigitsDrift',
    signal: 'drift',
    bad: 'above',
    fire: 1.5,
    clear: 0.5,
    forSeconds: 30 * MINUTE,
    severity: 'ticket',
    summary: 'Pictures differ from those the model was validated on',
  },
  {
    name: 'DigitsNoTraffic',
    signal: 'traffic',
    bad: 'below',
    fire: 0.01,
    clear: 0.05,
    forSeconds: 10 * MINUTE,
    severity: 'ticket',
    summary: 'Hardly any request arrives where there usually are some',
  },
  {
    name: 'DigitsShardsUnreachable',
    signal: 'shards_unreachable',
    bad: 'above',
    fire: 0.5,
    clear: 0.5,
    forSeconds: 5 * MINUTE,
    severity: 'ticket',
    summary: 'Part of the metrics storage does not answer',
  },
  {
    name: 'DigitsLimitsUnchecked',
    signal: 'limits_unchecked',
    bad: 'above',
    fire: 0.5,
    clear: 0.5,
    forSeconds: 5 * MINUTE,
    severity: 'ticket',
    summary: 'Rate limits or quotas cannot be checked',
  },
];
