import type { Clock } from '../../time/clock';

/** The runtime may end a request without notice; what is older than this counts as ended. */
const LOST_SECONDS = 120;

/** Requests that an isolate has begun and not answered yet: its load, by which replicas are added and removed. */
export class RequestsInFlight {
  private readonly startedAt = new Map<symbol, number>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /** Counts a request in. @returns a function that counts it out; further calls have no effect */
  begin(): () => void {
    const request = Symbol();
    this.startedAt.set(request, this.clock.now());
    return () => this.startedAt.delete(request);
  }

  get count(): number {
    const oldest = this.clock.now() - LOST_SECONDS * 1000;
    for (const [request, startedAt] of this.startedAt) if (startedAt < oldest) this.startedAt.delete(request);
    return this.startedAt.size;
  }
}
