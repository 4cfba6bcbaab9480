import { DurableObject } from 'cloudflare:workers';
import type { Notice } from './alert-protocol';
import {
  type AlertState,
  type Announcement,
  advanceAlert,
  dueAnnouncement,
  newAlertState,
  noteAnnounced,
} from './alert-state';
import type { AlertRule, Signals } from './rules';

/** Remembers where each alert stands: one object for all, asked once a minute. Key `alert:<name>` in its storage. */
export class AlertKeeper extends DurableObject<unknown> {
  private readonly storage: DurableObjectStorage;

  constructor(context: DurableObjectState, env: unknown) {
    super(context, env);
    this.storage = context.storage;
  }

  /**
   * Moves every alert on by one evaluation.
   * @returns what receivers have to be told; it comes again until `announced()` is called
   */
  advance(rules: readonly AlertRule[], signals: Signals): Notice[] {
    const now = Date.now();
    return rules.flatMap((rule): Notice[] => {
      const state = advanceAlert(rule, this.state(rule.name, now), signals[rule.signal], now);
      this.storage.kv.put(keyOf(rule.name), state);
      const announcement = dueAnnouncement(state, now);
      return announcement === null ? [] : [{ rule, state, announcement }];
    });
  }

  /** Notes that receivers have taken an announcement. */
  announced(name: string, announcement: Announcement): void {
    const now = Date.now();
    this.storage.kv.put(keyOf(name), noteAnnounced(this.state(name, now), announcement, now));
  }

  /** @returns where each alert stands that was ever evaluated, by name */
  states(): Record<string, AlertState> {
    const entries = [...this.storage.kv.list<AlertState>({ prefix: KEY_PREFIX })];
    return Object.fromEntries(entries.map(([key, state]) => [key.slice(KEY_PREFIX.length), state]));
  }

  private state(name: string, now: number): AlertState {
    return this.storage.kv.get<AlertState>(keyOf(name)) ?? newAlertState(now);
  }
}

const KEY_PREFIX = 'alert:';

function keyOf(name: string): string {
  return KEY_PREFIX + name;
}
