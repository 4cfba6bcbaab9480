import { CONFIG, type PaceLimits } from '../../../src/config';
import type { QueueLimits } from './request-queue';

/** Time and size limits of the front for clients; the rate of a body holds for the reading of a response, too. */
export interface FrontLimits extends PaceLimits {
  /** For the headers of a request to arrive. */
  readonly headerSeconds: number;
  /** How much longer a streamed body may take: the Worker has the same limits, and counts what it refuses itself. */
  readonly workerSeconds: number;
  /** Bytes of a body that are buffered before the Worker is contacted: most slow clients never reach it. */
  readonly gatheredBytes: number;
  /** Average bytes in a chunk of a body: Node keeps each chunk separately, which takes most of a kilobyte. */
  readonly chunkBytes: number;
  /** Chunks from which on the average matters. */
  readonly chunks: number;
  /** Bytes of all bodies that are buffered. */
  readonly heldBytes: number;
  /** Requests whose bodies are buffered, or that have none. */
  readonly requests: QueueLimits;
  /** Requests whose bodies are streamed. */
  readonly uploads: QueueLimits;
  /** Requests by which others learn how the server is. They do not wait for the ones above. */
  readonly probes: QueueLimits;
  /** Requests on one connection that have not been answered yet. */
  readonly pipelined: number;
  /** Connections from which on none is kept after its response; twice as many are the most. */
  readonly connections: number;
  /** How much of a body is read, and for how long, after its response: a client may send everything before it reads. */
  readonly discardedBytes: number;
  readonly discardSeconds: number;
  /** For any progress on a connection while a request is in flight. */
  readonly silentSeconds: number;
  /** For the next request on a connection: longer than common clients and load balancers keep theirs (60 s). */
  readonly keepAliveSeconds: number;
}

/** The timeout of headers is the default of Apache's mod_reqtimeout, as the rate of bodies is: "header=20-40". */
export const FRONT_LIMITS: FrontLimits = {
  headerSeconds: 20,
  ...CONFIG.pace,
  workerSeconds: 5,
  gatheredBytes: 64 * 1024,
  chunkBytes: 64,
  chunks: 1_000,
  heldBytes: 32 * 1024 * 1024,
  // Twice what keeps the Worker busy; health checks wait for no more than these.
  requests: { concurrent: 16, waiting: 512, waitSeconds: 20 },
  uploads: { concurrent: 16, waiting: 128, waitSeconds: 20 },
  probes: { concurrent: 16, waiting: 512, waitSeconds: 20 },
  pipelined: 16,
  connections: 1_000,
  discardedBytes: 256_000_000,
  discardSeconds: 30,
  silentSeconds: 150,
  keepAliveSeconds: 65,
};
