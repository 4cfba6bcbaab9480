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
import type { AlertRule, Signals } from './rules';

/** Where each alert stands, by name. */
type States = Record<string, AlertState>;

/** Where alerts stand, and how far that can be relied on. */
export interface BookReading {
  readonly states: Readonly<States>;
  /** Whether the keeper does not answer, so that this isolate has to say what it knows itself. */
  readonly stale: boolean;
}

/**
 * Moves alerts on, with the keeper where it answers and in this isolate's memory where it does not: that the storage is
 * gone is what somebody has to be told. What happened meanwhile is handed to the keeper as soon as it is back, so that
 * nobody is told twice.
 */
export class AlertBook {
  /** As of the last time the keeper answered, or newer. */
  private states: States = {};
  /** Whether memory knows more than the keeper. */
  private isAhead = false;

  /**
   * @param keeper gets hold of it, anew for each request; null where there is none
   * @param deadline how long it may take to answer
   * @param now milliseconds since 1970
   */
  constructor(
    private readonly keeper: (() => AlertKeeperRpc) | null,
    private readonly deadline: Deadline,
    private readonly now: () => number,
  ) {}

  /**
   * Moves every alert on by one evaluation; never rejects.
   * @returns what receivers have to be told; it comes again until `announced()` is called
   */
  async advance(rules: readonly AlertRule[], signals: Signals): Promise<Notice[]> {
    if (await this.catchUp()) {
      const notices = await this.ask((keeper) => keeper.advance(rules, signals));
      const states = notices && (await this.ask((keeper) => keeper.states()));
      if (notices !== null && states !== null) {
        this.states = states;
        return notices;
      }
    }
    this.isAhead = true;
    const { states, notices } = advanceAll(rules, this.states, signals, this.now());
    this.states = { ...this.states, ...states };
    return notices;
  }

  /** Notes that receivers have taken an announcement; never rejects. */
  async announced(name: string, announcement: Announcement): Promise<void> {
    const now = this.now();
    this.states[name] = noteAnnounced(this.states[name] ?? newAlertState(now), announcement, now);
    if (this.isAhead) return;
    const noted = await this.ask((keeper) => keeper.announced(name, announcement).then(() => true));
    if (noted === null) this.isAhead = true;
  }

  /** @returns where each alert stands that was ever evaluated, by name */
  async read(): Promise<BookReading> {
    const kept = await this.ask((keeper) => keeper.states());
    if (kept === null) return { states: this.states, stale: true };
    return { states: this.isAhead ? newest(kept, this.states) : kept, stale: false };
  }

  /** Takes over what is newer than what is known, and tells the keeper, now or as soon as it answers; never rejects. */
  async adopt(states: Readonly<States>): Promise<void> {
    this.states = newest(this.states, states);
    this.isAhead = true;
    await this.catchUp();
  }

  /** @returns the keeper's answer, or null where it failed, took too long or does not exist */
  private async ask<T>(question: (keeper: AlertKeeperRpc) => Promise<T>): Promise<T | null> {
    const { keeper } = this;
    return keeper && this.deadline.wait(() => question(keeper()));
  }

  /** @returns whether the keeper knows what memory knows */
  private async catchUp(): Promise<boolean> {
    if (!this.isAhead) return true;
    const adopted = await this.ask((keeper) => keeper.adopt(this.states).then(() => true));
    if (adopted === null) return false;
    this.isAhead = false;
    return true;
  }
}

/** Moves alerts on by one evaluation. */
export function advanceAll(
  rules: readonly AlertRule[],
  known: Readonly<States>,
  signals: Signals,
  now: number,
): { states: States; notices: Notice[] } {
  const states: States = {};
  const notices: Notice[] = [];
  for (const rule of rules) {
    const state = advanceAlert(rule, known[rule.name] ?? newAlertState(now), signals[rule.signal], now);
    states[rule.name] = state;
    const announcement = dueAnnouncement(state, now);
    if (announcement !== null) notices.push({ rule, state, announcement });
  }
  return { states, notices };
}

/** @returns of each alert the state that was evaluated last */
export function newest(states: Readonly<States>, others: Readonly<States>): States {
  const merged: States = { ...states };
  for (const [name, other] of Object.entries(others)) {
    const known = merged[name];
    if (known === undefined || (known.evaluatedAt ?? 0) < (other.evaluatedAt ?? 0)) merged[name] = other;
  }
  return merged;
}
