/** Time and size limits of the front for clients. */
export interface FrontLimits {
  /** For the headers of a request to arrive. */
  readonly headerSeconds: number;
  /** For the next bytes of a body. */
  readonly idleSeconds: number;
  /** Grace period before the rate of a body matters … */
  readonly graceSeconds: number;
  /** … and then one more second per this many bytes. */
  readonly bytesPerSecond: number;
  /** Bytes of a body that are buffered before the Worker is contacted: most slow clients never reach it. */
  readonly gatheredBytes: number;
  /** How much of a body is read, and for how long, after its response: a client may send everything before it reads. */
  readonly discardedBytes: number;
  readonly discardSeconds: number;
  /** For any progress on a connection while a request is in flight. */
  readonly silentSeconds: number;
  /** For the next request on a connection: longer than common clients and load balancers keep theirs (60 s). */
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
