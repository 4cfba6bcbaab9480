import type { AlertState, Announcement } from './alert-state';
import type { AlertRule, Reasons, Signals } from './rules';

/** A rule and the state of its alert. */
export interface Alert {
  readonly rule: AlertRule;
  readonly state: AlertState;
}

/** A notification for the receivers. */
export interface Notice extends Alert {
  readonly announcement: Announcement;
}

/** RPC interface of the keeper. */
export interface AlertKeeperRpc {
  advance(rules: readonly AlertRule[], signals: Signals, reasons: Reasons): Promise<Notice[]>;
  announced(name: string, announcement: Announcement): Promise<void>;
  /** Adopts states that are newer than its own: an isolate continued without it. */
  adopt(states: Readonly<Record<string, AlertState>>): Promise<void>;
  states(): Promise<Record<string, AlertState>>;
}
