/** How long the front waits for clients, and how much it takes from them. */
export interface FrontLimits {
  /** For the headers of a request to arrive. */
  readonly headerSeconds: number;
  /** For the next bytes of a body. */
  readonly idleSeconds: number;
  /** A body has this long before its rate matters … */
  readonly graceSeconds: number;
  /** … and then a second more for so many bytes. */
  readonly bytesPerSecond: number;
  /** Bytes of a body that are gathered before the Worker hears of it: most slow clients never reach it. */
  readonly gatheredBytes: number;
  /** What is read of a body, and for how long, after it has been answered: a client may send all before it reads. */
  readonly discardedBytes: number;
  readonly discardSeconds: number;
  /** For anything to move on a connection while a request is under way. */
  readonly silentSeconds: number;
  /** For the next request on a connection: longer than usual clients and balancers keep theirs (60 s). */
  readonly keepAliveSeconds: number;
}

/** Rates and waits as Apache's mod_reqtimeout has them: "header=20-40,MinRate=500 body=20,MinRate=500". */
export const FRONT_LIMITS: FrontLimits = {
  headerSeconds: 20,
  idleSeconds: 20,
  graceSeconds: 20,
  bytesPerSecond: 500,
  gatheredBytes: 64 * 1024,
  discardedBytes: 256_000_000,
  discardSeconds: 30,
  silentSeconds: 150,
  keepAliveSeconds: 65,
};
