import type { AlertRule } from './rules';

export const ALERT_STATUSES = ['inactive', 'pending', 'firing'] as const;

/** Where an alert stands. Times are milliseconds since 1970. */
export interface AlertState {
  readonly status: (typeof ALERT_STATUSES)[number];
  /** When the present status began. */
  readonly since: number;
  /** When the value began to be good again while the alert fires; null while it is bad. */
  readonly goodSince: number | null;
  /** The value at the last evaluation that had one. */
  readonly value: number | null;
  /** What receivers were last told; they are told again until they have taken it. */
  readonly announced: 'firing' | 'resolved';
  /** When they were told. */
  readonly announcedAt: number | null;
  /** When it was last evaluated or told; absent in states of old. */
  readonly evaluatedAt?: number;
}

/** What receivers have to be told. */
export type Announcement = 'firing' | 'resolved';

/** A reminder of what still fires, so that a lost message is not the last one; Alertmanager's default `repeat_interval`. */
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
 * Moves an alert on by one evaluation.
 *
 * inactive → pending when the value is bad; → firing when it has been so for `forSeconds`; → inactive at once
 * from pending when it is not bad any more, and from firing when it has been good for `forSeconds`. Between
 * the two thresholds a firing alert keeps firing.
 *
 * @param value of the rule's signal, or null where it could not be told: nothing changes
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

/** @returns what receivers have to be told now, or null */
export function dueAnnouncement(state: AlertState, now: number): Announcement | null {
  const wanted = state.status === 'firing' ? 'firing' : 'resolved';
  if (wanted !== state.announced) return wanted;
  const repeat = wanted === 'firing' && now - (state.announcedAt ?? 0) >= REPEAT_MILLISECONDS;
  return repeat ? 'firing' : null;
}

/** Notes that receivers have taken an announcement. */
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
