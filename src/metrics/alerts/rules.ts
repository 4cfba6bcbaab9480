/** Inputs of the rules. Null if unknown, which neither fires nor resolves an alert. */
export interface Signals {
  /** Share of prediction requests of the last 5 minutes that failed with 5xx, 0 to 1. */
  readonly error_rate: number | null;
  /** 95th percentile of their durations, in seconds. */
  readonly p95_seconds: number | null;
  /** 1 if the service is not ready, otherwise 0. */
  readonly not_ready: number | null;
  /** 0 ok, 1 warning, 2 drift; over the last hour. */
  readonly drift: number | null;
  /** Requests of the last 30 minutes divided by the mean of a half hour over the last day. */
  readonly traffic: number | null;
  readonly shards_unreachable: number | null;
  /** Requests of the last 5 minutes that were let through although a limit could not be checked. */
  readonly limits_unchecked: number | null;
  /** By how much the accuracy of the last 24 hours is below the one on the model's card, as far as labels prove it. */
  readonly accuracy_shortfall: number | null;
  /** Times that the guard has stopped versions since somebody last changed the traffic split. */
  readonly versions_stopped: number | null;
}

/** What a signal does not say about its value, for people. */
export type Reasons = Readonly<Partial<Record<keyof Signals, string>>>;

/** `page` wakes somebody up; `ticket` can wait until the morning. */
export const SEVERITIES = ['page', 'ticket'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A condition for an alert. `deploy/prometheus/alerts.yml` has the same rules in PromQL. */
export interface AlertRule {
  readonly name: string;
  readonly signal: keyof Signals;
  /** Whether values above or below the thresholds are bad. */
  readonly bad: 'above' | 'below';
  /** The alert starts beyond this value … */
  readonly fire: number;
  /** … and ends only at or within this one: hysteresis, so that it does not flap. */
  readonly clear: number;
  /** Seconds for which the value has to stay bad before the alert fires, and good before it is resolved. */
  readonly forSeconds: number;
  readonly severity: Severity;
  readonly summary: string;
}

const MINUTE = 60;

/**
 * A page fires after two minutes, which are two evaluations, so that one bad minute wakes nobody. A second is the limit for
 * the user's flow of thought to stay uninterrupted (Nielsen, Usability Engineering, 1993, chapter 5). Measured values clear
 * at half of their threshold or less, traffic, whose low values are bad, at five times its threshold: the improvement has to
 * be substantial.
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
  {
    name: 'DigitsAccuracy',
    signal: 'accuracy_shortfall',
    bad: 'above',
    fire: 0,
    clear: 0,
    forSeconds: 5 * MINUTE,
    severity: 'ticket',
    summary: "The accuracy fell below the one on the model's card",
  },
  {
    name: 'DigitsVersionStopped',
    signal: 'versions_stopped',
    bad: 'above',
    fire: 0.5,
    clear: 0.5,
    forSeconds: 0,
    severity: 'ticket',
    summary: 'The guard has taken a version out of the traffic',
  },
];
