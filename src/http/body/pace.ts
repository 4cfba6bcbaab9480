import type { PaceLimits } from '../../config';
import { ServiceError } from '../../errors';
import type { Clock } from '../../time/clock';

/** Interval of checks of the rate, in milliseconds. */
const LOOK_MILLISECONDS = 1_000;

/** Counts bytes per period. */
class Period {
  private start: number;
  private bytes = 0;

  constructor(
    now: number,
    private readonly seconds: number,
    private readonly bytesPerSecond: number,
  ) {
    this.start = now;
  }

  note(bytes: number): void {
    this.bytes += bytes;
  }

  /** @returns whether a period has ended in which too few bytes arrived */
  isMissed(now: number): boolean {
    if (now - this.start < this.seconds * 1000) return false;
    const isMissed = this.bytes < this.seconds * this.bytesPerSecond;
    this.start = now;
    this.bytes = 0;
    return isMissed;
  }
}

/** Enforces a minimum rate while a body is being read. */
export class Pace implements Disposable {
  private lastAt: number;
  private readonly usual: Period;
  private readonly contended: Period;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param isContended whether others wait for the memory that the body takes
   * @param onSlow receives a `request_timeout`, once
   */
  constructor(
    private readonly limits: PaceLimits,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly isContended: () => boolean,
    private readonly onSlow: (error: ServiceError) => void,
  ) {
    const now = clock.now();
    this.lastAt = now;
    this.usual = new Period(now, limits.graceSeconds, limits.bytesPerSecond);
    this.contended = new Period(now, limits.contendedSeconds, limits.contendedBytesPerSecond);
    this.look();
  }

  /** Records that bytes have arrived. */
  note(bytes: number): void {
    this.lastAt = this.clock.now();
    this.usual.note(bytes);
    this.contended.note(bytes);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.timer);
  }

  private look(): void {
    this.timer = setTimeout(() => {
      const missed = this.missed();
      if (missed === null) this.look();
      else this.onSlow(new ServiceError('request_timeout', `Cannot read body: expected ${missed}`));
    }, LOOK_MILLISECONDS);
  }

  /** @returns the requirement that the client has missed, or null */
  private missed(): string | null {
    const { idleSeconds, graceSeconds, bytesPerSecond, contendedSeconds, contendedBytesPerSecond } =
      this.limits;
    const now = this.clock.now();
    const isSlow = this.usual.isMissed(now);
    const isSlowForOthers = this.contended.isMissed(now) && this.isContended();
    if (now - this.lastAt >= idleSeconds * 1000) return `more within ${idleSeconds} s`;
    if (isSlow) return `${bytesPerSecond} bytes a second over each ${graceSeconds} s`;
    if (!isSlowForOthers) return null;
    return `${contendedBytesPerSecond} bytes a second over each ${contendedSeconds} s while other uploads wait`;
  }
}
