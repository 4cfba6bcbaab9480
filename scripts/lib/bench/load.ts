import autocannon from 'autocannon';
import { quantile } from 'simple-statistics';
import { processFigures } from './process-figures';

export interface LoadOptions {
  readonly name: string;
  readonly url: URL;
  /** Unix socket to connect to instead, or null. */
  readonly socketPath?: string | null;
  readonly path: string;
  /** Body of a POST, or null for a GET. */
  readonly body: Uint8Array | null;
  /** Type of the body; default: none. */
  readonly contentType?: string;
  /** Pictures in the body; default: 1. */
  readonly pictures?: number;
  readonly connections: number;
  readonly seconds: number;
  /** Process whose CPU time is charged to the requests. */
  readonly workerd: number;
}

export interface LoadResult {
  readonly name: string;
  readonly connections: number;
  readonly requestsPerSecond: number;
  readonly picturesPerSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  readonly cpuMilliseconds: number;
}

/** Enough for the runtime to have compiled what it runs. */
const WARM_UP_PICTURES = 500;

/**
 * Repeats the same request on each connection, waiting for each response, after a warm-up.
 * @throws Error if a response is not successful, or there is none in time
 */
export async function measureLoad(options: LoadOptions): Promise<LoadResult> {
  const { name, connections, workerd } = options;
  // A number of requests, not a duration: those that its end cuts off would be answered in the time that is measured.
  await fire(options, {
    amount: Math.max(connections, Math.ceil(WARM_UP_PICTURES / (options.pictures ?? 1))),
  });
  const before = await processFigures(workerd);
  const { result, latencies } = await fire(options, { duration: options.seconds });
  const after = await processFigures(workerd);
  if (latencies.length === 0)
    throw new Error(
      `Cannot measure ${name}: no response within ${options.seconds} s, more --seconds are needed`,
    );
  return {
    name,
    connections,
    requestsPerSecond: result.requests.average,
    picturesPerSecond: result.requests.average * (options.pictures ?? 1),
    p50Milliseconds: quantile(latencies, 0.5),
    p99Milliseconds: quantile(latencies, 0.99),
    cpuMilliseconds: (after.cpuMilliseconds - before.cpuMilliseconds) / latencies.length,
  };
}

/** Latencies are collected here, in fractions of a millisecond: autocannon's own histogram keeps whole ones. */
async function fire(options: LoadOptions, extent: { amount: number } | { duration: number }) {
  const latencies: number[] = [];
  const setupClient = (client: autocannon.Client) => {
    client.on('response', (_status, _bytes, milliseconds) => latencies.push(milliseconds));
  };
  const { socketPath = null, contentType } = options;
  const result = await autocannon({
    ...(socketPath === null ? {} : { socketPath }),
    url: new URL(options.path, options.url).href,
    connections: options.connections,
    ...extent,
    setupClient,
    ...(contentType === undefined ? {} : { headers: { 'Content-Type': contentType } }),
    ...(options.body === null ? {} : { method: 'POST', body: Buffer.from(options.body) }),
  });
  const failures = result.non2xx + result.errors + result.timeouts;
  if (failures > 0) throw new Error(`Cannot measure ${options.name}: ${failures} requests failed`);
  return { result, latencies };
}
