import type { Config } from '../../config';
import type { Clock } from '../../time/clock';
import { type Permit, Semaphore } from './semaphore';

/**
 * Memory for the bodies that an isolate holds. Each size has room of its own. A body that outgrows its room asks for the
 * next one while it keeps the old one: rooms are asked for in ascending order only, and those in the last one ask for
 * nothing more, so bodies cannot wait for each other in a circle.
 */
export class BodyRooms {
  private readonly rooms: readonly { readonly upTo: number; readonly semaphore: Semaphore }[];

  /** @param limits from small to large */
  constructor(limits: Config['rooms'], clock: Pick<Clock, 'now'>, warn: (message: string) => void) {
    this.rooms = limits.map((limit) => ({
      upTo: limit.upTo,
      semaphore: new Semaphore(`uploads of up to ${limit.upTo} bytes`, limit, clock, warn),
    }));
  }

  /**
   * Waits for room.
   *
   * @param bytes that the body is going to take, at most
   * @param signal tells that the client has gone
   * @returns to be disposed of with the memory
   * @throws ServiceError `temporarily_overloaded`
   */
  enter(bytes: number, signal: AbortSignal | null): Promise<Permit> {
    const room = this.rooms.find(({ upTo }) => bytes <= upTo) ?? this.rooms.at(-1)!;
    return room.semaphore.acquire(Math.min(bytes, room.upTo), signal);
  }
}
