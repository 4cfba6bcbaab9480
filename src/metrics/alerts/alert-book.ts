import type { Deadline } from '../../time/deadline';
import type { AlertKeeperRpc, Notice } from './alert-protocol';
import {
  type AlertState,
  type Announcement,
  advanceAlert,
  dueAnnouncement,
  newAlertState,
  noteAnnounced,
} from './alert-state';
import type { AlertRule, Reasons, Signals } from './rules';

/** State of each alert, by name. */
type States = Record<string, AlertState>;

/** The states of the alerts, and how reliable they are. */
export interface BookReading {
  readonly states: Readonly<States>;
  /** Whether the keeper does not answer, so that the states are those in this isolate's memory. */
  readonly stale: boolean;
}

/**
 * Advances alerts in the keeper or, if it does not answer, in this isolate's memory: an outage of the storage must itself
 * cause an alert. The keeper receives the newer states as soon as it is back, so that no notification is sent twice.
 */
export class AlertBook {
  /** The keeper's last answer, or newer. */
  private states: States = {};
  /** Whether the states in memory are newer than the keeper's. */
  private isAhead = false;

  /**
   * @param keeper returns its stub, a new one for each request; null if there is none
   * @param deadline timeout of its answers
   * @param now milliseconds since 1970
   */
  constructor(
    private readonly keeper: (() => AlertKeeperRpc) | null,
    private readonly deadline: Deadline,
    private readonly now: () => number,
  ) {}

  /**
   * Advances every alert by one evaluation; never rejects.
   * @returns pending notifications; each is repeated until `announced()` is called
   */
  async advance(rules: readonly AlertRule[], signals: Signals, reasons: Reasons): Promise<Notice[]> {
    if (await this.catchUp()) {
      const notices = await this.ask((keeper) => keeper.advance(rules, signals, reasons));
      const states = notices && (await this.ask((keeper) => keeper.states()));
      if (notices !== null && states !== null) {
        this.states = states;
        return notices;
      }
    }
    this.isAhead = true;
    const { states, notices } = advanceAll(rules, this.states, signals, reasons, this.now());
    this.states = { ...this.states, ...states };
    return notices;
  }

  /** Records that the receivers have accepted a notification; never rejects. */
  async announced(name: string, announcement: Announcement): Promise<void> {
    const now = this.now();
    this.states[name] = noteAnnounced(this.states[name] ?? newAlertState(now), announcement, now);
    if (this.isAhead) return;
    const noted = await this.ask((keeper) => keeper.announced(name, announcement).then(() => true));
    if (noted === null) this.isAhead = true;
  }

  /** @returns the states of all alerts that were ever evaluated, by name */
  async read(): Promise<BookReading> {
    const kept = await this.ask((keeper) => keeper.states());
    if (kept === null) return { states: this.states, stale: true };
    return { states: this.isAhead ? newest(kept, this.states) : kept, stale: false };
  }

  /** Adopts newer states and passes them to the keeper, now or as soon as it answers; never rejects. */
  async adopt(states: Readonly<States>): Promise<void> {
    this.states = newest(this.states, states);
    this.isAhead = true;
    await this.catchUp();
  }

  /** @returns the keeper's answer, or null if it failed, timed out or does not exist */
  private async ask<T>(question: (keeper: AlertKeeperRpc) => Promise<T>): Promise<T | null> {
    const { keeper } = this;
    return keeper && this.deadline.wait(() => question(keeper()));
  }

  /** @returns whether the keeper has all states */
  private async catchUp(): Promise<boolean> {
    if (!this.isAhead) return true;
    const adopted = await this.ask((keeper) => keeper.adopt(this.states).then(() => true));
    if (adopted === null) return false;
    this.isAhead = false;
    return true;
  }
}

/** Advances alerts by one evaluation. */
export function advanceAll(
  rules: readonly AlertRule[],
  known: Readonly<States>,
  signals: Signals,
  reasons: Reasons,
  now: number,
): { states: States; notices: Notice[] } {
  const states: States = {};
  const notices: Notice[] = [];
  for (const rule of rules) {
    const advanced = advanceAlert(rule, known[rule.name] ?? newAlertState(now), signals[rule.signal], now);
    const reason = reasons[rule.signal];
    const state = reason === undefined ? advanced : { ...advanced, reason };
    states[rule.name] = state;
    const announcement = dueAnnouncement(state, now);
    if (announcement !== null) notices.push({ rule, state, announcement });
  }
  return { states, notices };
}

/** @returns the most recently evaluated state of each alert */
export function newest(states: Readonly<States>, others: Readonly<States>): States {
  const merged: States = { ...states };
  for (const [name, other] of Object.entries(others)) {
    const known = merged[name];
    if (known === undefined || (known.evaluatedAt ?? 0) < (other.evaluatedAt ?? 0)) merged[name] = other;
  }
  return merged;
}
