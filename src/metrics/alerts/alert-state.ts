import type { AlertRule } from './rules';

export const ALERT_STATUSES = ['inactive', 'pending', 'firing'] as const;

/** State of an alert. Times are milliseconds since 1970. */
export interface AlertState {
  readonly status: (typeof ALERT_STATUSES)[number];
  /** When the current status began. */
  readonly since: number;
  /** While the alert fires: since when the value has been good again; null while it is bad. */
  readonly goodSince: number | null;
  /** The last known value. */
  readonly value: number | null;
  /** The last notification that the receivers have accepted. */
  readonly announced: 'firing' | 'resolved';
  /** When they accepted it. */
  readonly announcedAt: number | null;
  /** Why it fires, where the value does not say it. */
  readonly reason?: string;
  /** When it was last evaluated or announced; absent in states from older versions. */
  readonly evaluatedAt?: number;
}

/** Content of a notification. */
export type Announcement = 'firing' | 'resolved';

/** Interval of reminders while an alert fires, in case a notification was lost; Alertmanager's default `repeat_interval`. */
const REPEAT_MILLISECONDS = 4 * 3_600_000;

export function newAlertState(now: number): AlertState {
  return {
    status: 'inactive',
    since: now,
    goodSince: null,
    value: null,
    announced: 'resolved',
    announcedAt: null,
  };
}

/**
 * Advances an alert by one evaluation.
 *
 * inactive → pending when the value is bad; pending → firing when it has been bad for `forSeconds`, or inactive as soon as
 * it is not bad; firing → inactive when it has been good for `forSeconds`. Between the two thresholds a firing alert
 * keeps firing.
 *
 * @param value of the rule's signal, or null if unknown: nothing changes
 * @param now milliseconds since 1970
 */
export function advanceAlert(
  rule: AlertRule,
  known: AlertState,
  value: number | null,
  now: number,
): AlertState {
  const state = { ...known, evaluatedAt: now };
  if (value === null) return state;
  const due = rule.forSeconds * 1_000;
  if (state.status === 'firing') return advanceFiring(rule, { ...state, value }, value, now, due);
  if (!isPast(rule, value, rule.fire)) {
    return state.status === 'inactive'
      ? { ...state, value }
      : { ...state, status: 'inactive', since: now, value };
  }
  const since = state.status === 'pending' ? state.since : now;
  return now - since >= due
    ? { ...state, status: 'firing', since: now, goodSince: null, value }
    : { ...state, status: 'pending', since, value };
}

/** @returns the notification that is due now, or null */
export function dueAnnouncement(state: AlertState, now: number): Announcement | null {
  const wanted = state.status === 'firing' ? 'firing' : 'resolved';
  if (wanted !== state.announced) return wanted;
  const repeat = wanted === 'firing' && now - (state.announcedAt ?? 0) >= REPEAT_MILLISECONDS;
  return repeat ? 'firing' : null;
}

/** Records that the receivers have accepted a notification. */
export function noteAnnounced(state: AlertState, announced: Announcement, now: number): AlertState {
  return { ...state, announced, announcedAt: now, evaluatedAt: now };
}

function advanceFiring(
  rule: AlertRule,
  state: AlertState,
  value: number,
  now: number,
  due: number,
): AlertState {
  if (isPast(rule, value, rule.clear)) return { ...state, goodSince: null };
  const goodSince = state.goodSince ?? now;
  if (now - goodSince < due) return { ...state, goodSince };
  return { ...state, status: 'inactive', since: now, goodSince: null };
}

function isPast(rule: AlertRule, value: number, threshold: number): boolean {
  return rule.bad === 'above' ? value > threshold : value < threshold;
}
