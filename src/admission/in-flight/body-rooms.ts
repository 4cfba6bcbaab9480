import type { Config } from '../../config';
import type { Clock } from '../../time/clock';
import { type Permit, Semaphore } from './semaphore';

/**
 * Memory budgets for the bodies that an isolate holds, one per class of size. A body that outgrows its class acquires memory of
 * the next one while it keeps the old: classes are acquired in ascending order only, so there can be no deadlock.
 */
export class BodyRooms {
  private readonly rooms: readonly {
    readonly name: Config['rooms'][number]['name'];
    readonly upTo: number;
    readonly semaphore: Semaphore;
  }[];

  /** @param limits from small to large */
  constructor(limits: Config['rooms'], clock: Pick<Clock, 'now'>, warn: (message: string) => void) {
    this.rooms = limits.map((limit) => ({
      name: limit.name,
      upTo: limit.upTo,
      semaphore: new Semaphore(`uploads of up to ${limit.upTo} bytes`, limit, clock, warn),
    }));
  }

  /**
   * Waits for memory.
   *
   * @param bytes maximum that the body is going to take
   * @param signal aborted when the client disconnects
   * @returns to be disposed of when the memory is released
   * @throws ServiceError `temporarily_overloaded`
   */
  enter(bytes: number, signal: AbortSignal | null): Promise<Permit> {
    const room = this.rooms.find(({ upTo }) => bytes <= upTo) ?? this.rooms.at(-1)!;
    return room.semaphore.acquire(Math.min(bytes, room.upTo), signal);
  }

  /** Bytes that are taken, and requests that wait, by size. */
  get usage() {
    return this.rooms.map(({ name, semaphore: { inUse, waiting } }) => ({ name, inUse, waiting }));
  }
}
