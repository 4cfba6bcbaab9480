import { describe, expect, it } from 'vitest';
import {
  type AlertState,
  advanceAlert,
  dueAnnouncement,
  newAlertState,
  noteAnnounced,
} from '../../../src/metrics/alerts/alert-state';
import type { AlertRule } from '../../../src/metrics/alerts/rules';

const RULE: AlertRule = {
  name: 'Test',
  signal: 'error_rate',
  bad: 'above',
  fire: 0.05,
  clear: 0.02,
  forSeconds: 120,
  severity: 'page',
  summary: 'A test',
};
const MINUTE = 60_000;

/** Evaluates once a minute and tells every announcement on; returns statuses and what was told, by minute. */
function evaluate(values: readonly (number | null)[], rule = RULE) {
  let state: AlertState = newAlertState(0);
  return values.map((value, minute) => {
    const now = minute * MINUTE;
    state = advanceAlert(rule, state, value, now);
    const told = dueAnnouncement(state, now);
    if (told !== null) state = noteAnnounced(state, told, now);
    return told === null ? state.status : `${state.status}: ${told}`;
  });
}

describe('advanceAlert()', () => {
  it('fires only when the condition has held for as long as the rule says, and notifies once', () => {
    expect(evaluate([0, 0.1, 0.1, 0.1, 0.1])).toEqual([
      'inactive',
      'pending',
      'pending',
      'firing: firing',
      'firing',
    ]);
  });

  it('ignores a short peak and notifies nobody', () => {
    expect(evaluate([0.1, 0.1, 0, 0.1, 0])).toEqual([
      'pending',
      'pending',
      'inactive',
      'pending',
      'inactive',
    ]);
  });

  it('resolves only when the condition has not held for as long, and notifies once', () => {
    expect(evaluate([0.1, 0.1, 0.1, 0, 0.1, 0, 0, 0, 0])).toEqual([
      'pending',
      'pending',
      'firing: firing',
      'firing',
      'firing',
      'firing',
      'firing',
      'inactive: resolved',
      'inactive',
    ]);
  });

  it('keeps firing between the two thresholds', () => {
    const between = Array(10).fill(0.03);
    expect(evaluate([0.1, 0.1, 0.1, ...between]).at(-1)).toBe('firing');
    expect(evaluate([0, ...between]).at(-1)).toBe('inactive');
  });

  it('changes nothing where there is no value', () => {
    expect(evaluate([0.1, null, 0.1, null, null, null]).slice(2)).toEqual([
      'firing: firing',
      'firing',
      'firing',
      'firing',
    ]);
  });

  it('watches for values that are too low as well', () => {
    const rule: AlertRule = { ...RULE, bad: 'below', fire: 0.01, clear: 0.05, forSeconds: 60 };
    expect(evaluate([1, 0, 0, 0.03, 1, 1], rule)).toEqual([
      'inactive',
      'pending',
      'firing: firing',
      'firing',
      'firing',
      'inactive: resolved',
    ]);
  });
});

describe('dueAnnouncement()', () => {
  const firing = advanceAlert({ ...RULE, forSeconds: 0 }, newAlertState(0), 1, 0);

  it('is repeated until it has been accepted', () => {
    expect(dueAnnouncement(firing, 0)).toBe('firing');
    expect(dueAnnouncement(firing, MINUTE)).toBe('firing');
    expect(dueAnnouncement(noteAnnounced(firing, 'firing', MINUTE), 2 * MINUTE)).toBeNull();
  });

  it('reminds after four hours of alerts that fire, not of resolved ones', () => {
    const told = noteAnnounced(firing, 'firing', 0);
    expect(dueAnnouncement(told, 239 * MINUTE)).toBeNull();
    expect(dueAnnouncement(told, 240 * MINUTE)).toBe('firing');
    expect(dueAnnouncement(newAlertState(0), 1_000 * MINUTE)).toBeNull();
  });
});
