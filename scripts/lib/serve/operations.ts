import { request } from 'node:http';

/** Operations of the Worker for its host process. */
export type Operation = 'ping' | 'tick' | 'flush' | 'record';

/**
 * Calls one of the Worker's `Operations`, on a separate connection.
 *
 * @param socketPath the runtime's operations socket
 * @param milliseconds how long to wait at most
 * @param value argument of `record`
 * @throws Error if it fails or does not answer in time
 */
export function operate(
  socketPath: string,
  operation: Operation,
  milliseconds: number,
  value?: unknown,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(milliseconds);
    const options = { socketPath, path: `/${operation}`, method: 'POST', agent: false, signal } as const;
    const asked = request(options, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 204) resolve();
        else reject(new Error(`Cannot ${operation}: the Worker answered ${response.statusCode}`));
      });
      response.once('error', reject);
    });
    asked.once('error', reject);
    asked.end(value === undefined ? undefined : JSON.stringify(value));
  });
}
