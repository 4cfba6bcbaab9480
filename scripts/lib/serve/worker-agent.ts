import { Agent, type ClientRequest } from 'node:http';
import { Socket, type SocketConnectOpts } from 'node:net';

/**
 * workerd closes a connection 5 s after the start of the last request on it, without notice. Half of that is for the
 * request, half for the idle time after it. Under load its timers are inaccurate and it may close earlier, so a request
 * on a reused connection may need a retry.
 */
const REQUEST_MILLISECONDS = 2_000;
const REST_MILLISECONDS = 2_000;

/**
 * A connection that keeps reading when it can no longer write. The Worker may respond before it has read a body, and
 * close: then the unwritten body does not matter, but the response still has to be read.
 */
class PatientSocket extends Socket {
  /** When the last request on it began. */
  takenAt = performance.now();

  override _write(chunk: Buffer, encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    super._write(chunk, encoding, () => callback());
  }

  override _writev(
    chunks: { chunk: Buffer; encoding: BufferEncoding }[],
    callback: (error?: Error | null) => void,
  ): void {
    super._writev!(chunks, () => callback());
  }
}

/** Connects to a Worker's socket. */
abstract class SocketAgent extends Agent {
  abstract readonly socketPath: string;

  override createConnection(): Socket {
    return new PatientSocket().connect({ path: this.socketPath } as SocketConnectOpts);
  }
}

/** Opens a connection for each request. */
class FreshAgent extends SocketAgent {
  constructor(readonly socketPath: string) {
    super({ keepAlive: false });
  }
}

/** Keeps connections alive for a short time. */
export class WorkerAgent extends SocketAgent {
  /** For requests that cannot be sent twice. */
  readonly fresh: Agent;
  /** Whether the Worker has gone. */
  isClosed = false;

  constructor(readonly socketPath: string) {
    super({ keepAlive: true, timeout: REST_MILLISECONDS });
    this.fresh = new FreshAgent(socketPath);
  }

  override keepSocketAlive(socket: PatientSocket): boolean {
    if (performance.now() - socket.takenAt > REQUEST_MILLISECONDS) return false;
    // Node's types declare no return value.
    return super.keepSocketAlive(socket) as unknown as boolean;
  }

  override reuseSocket(socket: PatientSocket, request: ClientRequest): void {
    socket.takenAt = performance.now();
    super.reuseSocket(socket, request);
  }

  override destroy(): void {
    this.isClosed = true;
    super.destroy();
    this.fresh.destroy();
  }
}
