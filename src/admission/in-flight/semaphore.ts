import type { SemaphoreLimits } from '../../config';
import { ServiceError } from '../../errors';
import type { Clock } from '../../time/clock';
import { sleep } from '../../time/deadline';

/** Units that are in use until they are released. */
export interface Permit extends Disposable {
  /** Signals that its holder is still alive. */
  touch(): void;
  /** Whether others wait for its units. */
  readonly isWanted: boolean;
}

/** A request in the queue. */
interface Waiter {
  readonly weight: number;
  /** Its permit as soon as it has one. */
  permit: HeldPermit | null;
}

/**
 * After this many seconds without a sign of life, a holder counts as gone: the runtime terminates a request that exceeds its
 * CPU limit without notice. No picture takes as long, even on a slow machine.
 */
const LOST_SECONDS = 120;
/** Polling interval of the first in the queue; the second polls half as often, and so on … */
const FIRST_LOOK_MILLISECONDS = 2;
/** … up to this interval. */
const MAX_LOOK_MILLISECONDS = 50;
/** `Retry-After`: a typical picture takes a fraction of it. */
const RETRY_AFTER_SECONDS = 2;

/**
 * A weighted semaphore with a bounded FIFO queue. Requests that do not fit are rejected with 503: an isolate has 128 MB, and a
 * client that waits too long has given up.
 */
export class Semaphore {
  private readonly permits = new Set<HeldPermit>();
  private readonly queue: Waiter[] = [];
  private used = 0;

  /**
   * @param what waits, in the plural, for messages: `large pictures`
   * @param warn receives a message when a permit is revoked from a holder that is gone
   */
  constructor(
    private readonly what: string,
    private readonly limits: SemaphoreLimits,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly warn: (message: string) => void,
  ) {}

  /** Units in use. */
  get inUse(): number {
    return this.used;
  }

  /** Requests in the queue. */
  get waiting(): number {
    return this.queue.length;
  }

  /**
   * Acquires units, or waits for them.
   *
   * @param weight units, at most the capacity
   * @param signal releases them when the client disconnects: the runtime then abandons the request at its current `await`, so
   *   that not even `finally` runs
   * @throws ServiceError `temporarily_overloaded`
   */
  async acquire(weight: number, signal: AbortSignal | null): Promise<Permit> {
    const waiter: Waiter = { weight, permit: null };
    if (this.queue.length === 0 && this.fits(weight)) this.grant(waiter);
    else if (this.queue.length >= this.limits.maxWaiting)
      this.refuse(`${this.queue.length} ${this.what} wait`);
    signal?.addEventListener('abort', () => this.abandon(waiter));
    return waiter.permit ?? (await this.wait(waiter));
  }

  /** Acquires units if nobody has to wait for them; null otherwise. */
  tryAcquire(weight: number): Permit | null {
    if (this.queue.length > 0 || !this.fits(weight)) return null;
    const waiter: Waiter = { weight, permit: null };
    this.grant(waiter);
    return waiter.permit;
  }

  /**
   * Polls with a timer of its own request. A promise that another request settles would be faster, but without the compatibility
   * flag `handle_cross_request_promise_resolution`, as in vitest's pool, the runtime resumes its waiter in that other request.
   */
  private async wait(waiter: Waiter): Promise<Permit> {
    this.queue.push(waiter);
    const end = this.clock.now() + this.limits.waitSeconds * 1000;
    while (waiter.permit === null) {
      const place = Math.max(1, this.queue.indexOf(waiter) + 1);
      await sleep(Math.min(place * FIRST_LOOK_MILLISECONDS, MAX_LOOK_MILLISECONDS));
      if (waiter.permit === null && this.clock.now() >= end) this.expire(waiter);
    }
    return waiter.permit;
  }

  private fits(weight: number): boolean {
    return this.used + weight <= this.limits.capacity;
  }

  private grant(waiter: Waiter): void {
    this.used += waiter.weight;
    waiter.permit = new HeldPermit(
      this.clock,
      () => this.queue.length > 0,
      () => {
        this.used -= waiter.weight;
        this.permits.delete(waiter.permit!);
        this.admit();
      },
    );
    this.permits.add(waiter.permit);
  }

  private admit(): void {
    while (this.queue.length > 0 && this.fits(this.queue[0]!.weight)) this.grant(this.queue.shift()!);
  }

  private abandon(waiter: Waiter): void {
    waiter.permit?.[Symbol.dispose]();
    this.leave(waiter);
  }

  private expire(waiter: Waiter): void {
    this.takeBackLost();
    if (waiter.permit !== null) return;
    this.leave(waiter);
    this.refuse(`${this.what} have kept this request waiting for ${this.limits.waitSeconds} s`);
  }

  private leave(waiter: Waiter): void {
    const place = this.queue.indexOf(waiter);
    if (place === -1) return;
    this.queue.splice(place, 1);
    // It may have been the one that did not fit.
    this.admit();
  }

  private takeBackLost(): void {
    for (const permit of [...this.permits]) {
      if (this.clock.now() - permit.touchedAt < LOST_SECONDS * 1000) continue;
      this.warn(
        `Took back what a request for ${this.what} held: nothing was heard of it for ${LOST_SECONDS} s`,
      );
      permit[Symbol.dispose]();
    }
  }

  private refuse(why: string): never {
    throw new ServiceError(
      'temporarily_overloaded',
      `Cannot take more work now: ${why}. Try again in ${RETRY_AFTER_SECONDS} seconds`,
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
  }
}

class HeldPermit implements Permit {
  touchedAt: number;
  private isHeld = true;

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly hasQueue: () => boolean,
    private readonly release: () => void,
  ) {
    this.touchedAt = clock.now();
  }

  get isWanted(): boolean {
    return this.hasQueue();
  }

  touch(): void {
    this.touchedAt = this.clock.now();
  }

  [Symbol.dispose](): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.release();
  }
}
