import { parseOrigins } from '../../../src/cross-origin';
import { toJsonLine, toPrintablePath } from '../../../src/printable';
import type { Bundle } from './bundle';
import { checkpointStorage, checkStorage, makeStorage } from './check-storage';
import type { ClientAddressOptions } from './client-address';
import type { FrontEntry } from './exchange';
import { openFront } from './front';
import { FRONT_LIMITS, type FrontLimits } from './limits';
import { startRuntime } from './runtime';
import { toLogLine } from './runtime-line';
import { Supervisor } from './supervisor';
import { watchStorage } from './watch-storage';

export interface ServerOptions {
  /** Builds or opens what to serve, once the port is taken. Until it is served, clients wait. */
  readonly build: () => Promise<Bundle>;
  readonly host: string;
  /** 0 selects a free one. */
  readonly port: number;
  /** Folder for the storage of the Durable Objects. */
  readonly storage: string;
  /** Receives each line of the log, as JSON. */
  readonly onLog: (line: string) => void;
  /** Variables and secrets that a deployment may set, such as `ALERT_WEBHOOK_URL`. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Called when the runtime keeps dying and the server cannot continue. Default: throws. */
  readonly onGiveUp?: (message: string) => void;
  /** Overrides of the limits for clients. */
  readonly limits?: Partial<FrontLimits>;
  /** Proxies in front of the server. Default: none. */
  readonly proxies?: Partial<ClientAddressOptions>;
  /** Seconds between two evaluations of the alerts. Default: 60, as the cron trigger of wrangler.toml. */
  readonly tickSeconds?: number;
  /**
   * Seconds without a sign of life after which the runtime counts as hung and is replaced. Default: 30, the edge's limit
   * of CPU time for a request: a Worker that computes for longer without a pause will not recover. Each of the first
   * thirty waiting requests adds three seconds.
   */
  readonly silenceSeconds?: number;
}

export interface Server {
  readonly url: URL;
  /** Unix socket of the current Worker, to measure the overhead of the front; null while there is none. */
  readonly workerSocket: string | null;
  /**
   * Accepts no new requests, completes those in flight, stores pending counts, and ends the runtime; all within ten
   * seconds.
   */
  stop(): Promise<void>;
}

/** Together less than Docker's ten seconds between SIGTERM and SIGKILL. */
const DRAIN_MILLISECONDS = 6_000;
const FLUSH_MILLISECONDS = 2_000;

/**
 * Serves the production bundle: Node's HTTP server in front, workerd behind it with the bindings of wrangler.toml and
 * storage on disk (docs/decisions/0008-node-in-front.md).
 *
 * @throws Error if the port is in use or the runtime does not start
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { build, host, port, storage, onLog, variables = {} } = options;
  const log = (level: string, message: string) =>
    onLog(toJsonLine({ time: new Date().toISOString(), level, source: 'server', message }));
  let bundle: Bundle | null = null;
  const start = async () => {
    bundle ??= await build();
    makeStorage(storage);
    for (const message of checkStorage(storage)) log('error', message);
    return startRuntime({
      bundle,
      storage,
      variables,
      onLog: (line) => onLog(toLogLine(line)),
    });
  };
  const giveUp = (message: string) => {
    throw new Error(message);
  };
  const { onGiveUp = giveUp, tickSeconds = 60, silenceSeconds = 30 } = options;
  const supervisor = new Supervisor({
    start,
    onReady: () => front.proceed(),
    log,
    giveUp: onGiveUp,
    tickSeconds,
    silenceSeconds,
  });
  const front = await openFront({
    host,
    port,
    proxies: { trustedProxies: [], forwardedHeader: 'X-Forwarded-For', ...options.proxies },
    worker: () => {
      const agent = supervisor.current?.worker;
      // The supervisor waits for the last of the runtime's processes.
      return agent === undefined || agent.isClosed ? null : agent;
    },
    watch: supervisor,
    cutOff: (cutOff) => supervisor.cutOff(cutOff),
    log: (entry) => {
      if (entry.isCounted) return;
      onLog(toJsonLine(toLine(entry)));
      supervisor.record(entry);
    },
    onError: (error) => log('error', `Cannot accept a connection: ${error.message}`),
    limits: { ...FRONT_LIMITS, ...options.limits },
    corsOrigins: parseOrigins(variables.CORS_ORIGINS ?? '*') ?? [],
  });
  await supervisor.start().catch(async (error) => {
    await front.stop(0);
    throw error;
  });
  const unwatch = watchStorage({
    storage,
    onReplaced: () => supervisor.restart(),
    log: (message) => log('warning', message),
  });
  const stop = async () => {
    unwatch();
    await front.stop(DRAIN_MILLISECONDS);
    await supervisor.stop(FLUSH_MILLISECONDS);
    checkpointStorage(storage);
  };
  return {
    url: new URL(`http://${reachable(host)}:${front.port}`),
    get workerSocket() {
      return supervisor.current?.worker.socketPath ?? null;
    },
    stop,
  };
}

/** Log line of a request that never reached the Worker, in the Worker's format. */
function toLine({ status, code, method, path, detail, durationSeconds, requestId, trace }: FrontEntry) {
  return {
    time: new Date().toISOString(),
    // Not for 501, which is the client's fault.
    level: code === 'service_unavailable' ? 'error' : 'info',
    source: 'server',
    method,
    path: path && toPrintablePath(path),
    status,
    duration_seconds: durationSeconds,
    code,
    detail,
    request_id: requestId,
    trace_id: trace.traceId,
    span_id: trace.spanId,
  };
}

/** Local address of a server that is bound to the host. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
