import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Operations of the Worker for its host process. */
export type Operation = 'ping' | 'tick' | 'flush' | 'record' | 'cut-off' | 'hand-over' | 'take-over';

/**
 * Calls one of the Worker's `Operations`, on a separate connection.
 *
 * @param socketPath the runtime's operations socket
 * @param milliseconds timeout
 * @param body JSON argument of `record` and `take-over`
 * @returns the JSON response of `hand-over`; empty for the others
 * @throws Error if it fails or does not answer in time
 */
export function operate(
  socketPath: string,
  operation: Operation,
  milliseconds: number,
  body?: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(milliseconds);
    const options = { socketPath, path: `/${operation}`, method: 'POST', agent: false, signal } as const;
    const asked = request(options, (response) => {
      text(response).then((answer) => {
        if (response.statusCode === 204 || response.statusCode === 200) resolve(answer);
        else reject(new Error(`Cannot ${operation}: the Worker answered ${response.statusCode}`));
      }, reject);
    });
    asked.once('error', reject);
    asked.end(body);
  });
}
