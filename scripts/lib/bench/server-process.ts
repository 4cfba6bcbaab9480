import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Bundle } from '../serve/bundle';
import { findWorkerd } from './process-figures';
import type { Listening, ServeAloneOptions } from './serve-alone';

/** A server in a separate process, so that it shares no thread with the measurement. */
export interface ServerProcess extends Listening {
  /** Process id of the HTTP server. */
  readonly front: number;
  /** Process id of the runtime. */
  readonly workerd: number;
  stop(): Promise<void>;
}

/**
 * Runs the production bundle on a free port, as `npm start` does: HTTP server and runtime in separate processes.
 * @throws Error if it ends instead
 */
export async function startServerProcess(
  options: ServeAloneOptions & { bundle: Bundle },
): Promise<ServerProcess> {
  const script = path.join(import.meta.dirname, 'serve-alone.ts');
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    void ended.then(() => reject(new Error('Cannot start the server: it ended')));
    createInterface({ input: child.stdout! }).once('line', resolve);
  });
  const { url, workerSocket } = JSON.parse(line);
  const front = child.pid!;
  return {
    url: new URL(url),
    workerSocket,
    front,
    workerd: await findWorkerd(front),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
