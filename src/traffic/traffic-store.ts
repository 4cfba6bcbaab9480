import { DurableObject } from 'cloudflare:workers';
import type { Served } from '../runtime';
import type { TrafficSplit } from '../traffic-split';
import {
  type Authorship,
  MAX_CHANGES,
  type StoredTraffic,
  type TrafficChange,
  type TrafficStoreRpc,
} from './traffic-store-protocol';

/** What is stored, under one key. */
interface State extends StoredTraffic {
  /** The splits that rollbacks return to, the latest last. */
  readonly previous: readonly (TrafficSplit | null)[];
}

const STATE = 'state';
const EMPTY: State = { version: '', split: null, changes: [], previous: [] };

/** Stores the traffic split and its history: one object for all. */
export class TrafficStore extends DurableObject<unknown> implements Served<TrafficStoreRpc> {
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
