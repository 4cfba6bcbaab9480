import type { AlertState, Announcement } from './alert-state';
import type { AlertRule, Signals } from './rules';

/** A rule and where its alert stands. */
export interface Alert {
  readonly rule: AlertRule;
  readonly state: AlertState;
}

/** Something that receivers have to be told. */
export interface Notice extends Alert {
  readonly announcement: Announcement;
}

/** The methods of the keeper, as a caller sees them. */
export interface AlertKeeperRpc {
  advance(rules: readonly AlertRule[], signals: Signals): Promise<Notice[]>;
  announced(name: string, announcement: Announcement): Promise<void>;
  /** Takes over what is newer than what it knows: an isolate went on without it. */
  adopt(states: Readonly<Record<string, AlertState>>): Promise<void>;
  states(): Promise<Record<string, AlertState>>;
}
