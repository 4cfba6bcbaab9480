import { RestorableObject } from '../admission/restore/restorable-object';
import type { Served } from '../runtime';
import type { TrafficSplit } from '../traffic-split';
import {
  type Authorship,
  MAX_CHANGES,
  type StoredTraffic,
  type TrafficChange,
  type TrafficStoreRpc,
  type Watch,
} from './traffic-store-protocol';

/** What is stored, under one key. */
interface State extends StoredTraffic {
  /** The splits that rollbacks return to, the latest last. */
  readonly previous: readonly (TrafficSplit | null)[];
}

const STATE = 'state';
/** What the guard has seen: apart from the state, of which every isolate has a copy. */
const WATCH = 'watch';
/** How the guard signs its changes. */
const GUARD = 'guard';
const EMPTY: State = { version: '', split: null, changes: [], previous: [] };

/** Stores the traffic split, its history and what the guard has seen of it: one object for all. */
export class TrafficStore extends RestorableObject implements Served<TrafficStoreRpc> {
  private readonly storage: DurableObjectStorage;

  constructor(context: DurableObjectState, env: unknown) {
    super(context, env);
    this.storage = context.storage;
  }

  read(known: string | null): StoredTraffic | null {
    const { version, split, changes } = this.state;
    return known === version ? null : { version, split, changes };
  }

  set(split: TrafficSplit, author: Authorship): void {
    const { split: from, previous } = this.state;
    this.change({ ...author, kind: 'set', from, to: split }, [...previous, from]);
  }

  rollBack(author: Authorship): boolean {
    const { split: from, previous } = this.state;
    if (previous.length === 0) return false;
    this.change({ ...author, kind: 'rollback', from, to: previous.at(-1)! }, previous.slice(0, -1));
    return true;
  }

  intervene(split: TrafficSplit, reason: string, expected: string): boolean {
    const { version, split: from, previous } = this.state;
    if (version !== expected) return false;
    this.change({ by: GUARD, reason, kind: 'guard', from, to: split }, [...previous, from]);
    return true;
  }

  watch(): Watch | null {
    return this.storage.kv.get<Watch>(WATCH) ?? null;
  }

  keepWatch(watch: Watch): void {
    this.storage.kv.put<Watch>(WATCH, watch);
  }

  private get state(): State {
    return this.storage.kv.get<State>(STATE) ?? EMPTY;
  }

  private change(change: Omit<TrafficChange, 'at'>, previous: State['previous']): void {
    const changes = [{ ...change, at: Date.now() }, ...this.state.changes];
    this.storage.kv.put<State>(STATE, {
      version: crypto.randomUUID(),
      split: change.to,
      changes: changes.slice(0, MAX_CHANGES),
      previous: previous.slice(-MAX_CHANGES),
    });
  }
}
