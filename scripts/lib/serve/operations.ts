import { request } from 'node:http';

/** What the Worker does for whoever runs it. */
export type Operation = 'ping' | 'tick' | 'flush' | 'record';

/**
 * Asks the Worker's `Operations` for something, on a connection of its own.
 *
 * @param socketPath the runtime's operations socket
 * @param milliseconds how long to wait at most
 * @param value what goes with it, for `record`
 * @throws Error when it does not answer in time, or not well
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
