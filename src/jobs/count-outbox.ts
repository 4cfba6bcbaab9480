import type { RequestLocation } from '../metrics/series/labels';
import { addCells, type Cells } from '../metrics/series/series';
import type { Delta, Shards } from '../metrics/shards/interface';
import type { Deadline } from '../time/deadline';

const OPEN = 'counts';
const CLOSED = 'delta';
const SEQUENCE = 'sequence';

/**
 * What a job adds to the metrics. It is stored in the same transaction as the results that it belongs to, and delivered as
 * an isolate delivers its counts: in numbered deltas that never change, each of which the shard counts once.
 */
export class CountOutbox {
  private delivery: Promise<boolean> | null = null;

  /** @param deadline timeout of the shard */
  constructor(
    private readonly storage: DurableObjectStorage,
    private readonly deadline: Deadline,
  ) {}

  get isEmpty(): boolean {
    return this.storage.kv.get(OPEN) === undefined && this.storage.kv.get(CLOSED) === undefined;
  }

  add(cells: Readonly<Cells>): void {
    const open = this.storage.kv.get<Cells>(OPEN) ?? {};
    addCells(open, cells);
    this.storage.kv.put(OPEN, open);
  }

  /**
   * Delivers what is there; one delivery at a time.
   * @param sender name that the deltas come from: always the same
   * @returns whether nothing is left
   */
  deliver(sender: string, location: RequestLocation, shards: Shards): Promise<boolean> {
    this.delivery ??= this.deliverAll(sender, location, shards).finally(() => {
      this.delivery = null;
    });
    return this.delivery;
  }

  private async deliverAll(sender: string, location: RequestLocation, shards: Shards): Promise<boolean> {
    while (!this.isEmpty) {
      const delta = this.closed();
      const shard = shards.shard(shards.nameOf(location, sender));
      const counted = await this.deadline.wait(() => shard.apply({ isolate: sender, deltas: [delta] }));
      if (counted === null || counted < delta.sequence) return false;
      this.storage.kv.delete(CLOSED);
    }
    return true;
  }

  private closed(): Delta {
    const closed = this.storage.kv.get<Delta>(CLOSED);
    if (closed !== undefined) return closed;
    const sequence = (this.storage.kv.get<number>(SEQUENCE) ?? 0) + 1;
    const delta = { sequence, at: Date.now(), cells: this.storage.kv.get<Cells>(OPEN) ?? {} };
    this.storage.transactionSync(() => {
      this.storage.kv.put(SEQUENCE, sequence);
      this.storage.kv.put(CLOSED, delta);
      this.storage.kv.delete(OPEN);
    });
    return delta;
  }
}
