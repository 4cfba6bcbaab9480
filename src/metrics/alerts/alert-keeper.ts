import { DurableObject } from 'cloudflare:workers';
import type { Served } from '../../runtime';
import { advanceAll, newest } from './alert-book';
import type { AlertKeeperRpc, Notice } from './alert-protocol';
import { type AlertState, type Announcement, newAlertState, noteAnnounced } from './alert-state';
import type { AlertRule, Reasons, Signals } from './rules';

/** Stores the state of each alert: one object for all, called once a minute. Key `alert:<name>` in its storage. */
export class AlertKeeper extends DurableObject<unknown> implements Served<AlertKeeperRpc> {
  private readonly storage: DurableObjectStorage;

  constructor(context: DurableObjectState, env: unknown) {
    super(context, env);
    this.storage = context.storage;
  }

  /**
   * Advances every alert by one evaluation.
   * @param reasons absent in calls of older versions
   * @returns pending notifications; each is repeated until `announced()` is called
   */
  advance(rules: readonly AlertRule[], signals: Signals, reasons: Reasons = {}): Notice[] {
    const { states, notices } = advanceAll(rules, this.states(), signals, reasons, Date.now());
    this.keep(states);
    return notices;
  }

  /** Adopts states that are newer than its own: an isolate continued while this object was unreachable. */
  adopt(states: Readonly<Record<string, AlertState>>): void {
    this.keep(newest(this.states(), states));
  }

  /** Records that the receivers have accepted a notification. */
  announced(name: string, announcement: Announcement): void {
    const now = Date.now();
    const state = this.states()[name] ?? newAlertState(now);
    this.keep({ [name]: noteAnnounced(state, announcement, now) });
  }

  /** @returns the states of all alerts that were ever evaluated, by name */
  states(): Record<string, AlertState> {
    const entries = [...this.storage.kv.list<AlertState>({ prefix: KEY_PREFIX })];
    return Object.fromEntries(entries.map(([key, state]) => [key.slice(KEY_PREFIX.length), state]));
  }

  private keep(states: Readonly<Record<string, AlertState>>): void {
    for (const [name, state] of Object.entries(states)) this.storage.kv.put(KEY_PREFIX + name, state);
  }
}

const KEY_PREFIX = 'alert:';
