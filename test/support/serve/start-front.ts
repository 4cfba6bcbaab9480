import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { FrontEntry } from '../../../scripts/lib/serve/exchange';
import { openFront } from '../../../scripts/lib/serve/front';
import { FRONT_LIMITS, type FrontLimits } from '../../../scripts/lib/serve/limits';
import { WorkerAgent } from '../../../scripts/lib/serve/worker-agent';
import type { CutOff } from '../../../src/cut-offs';

/**
 * The server in front of a runtime that does as the test says.
 * @param handle what the runtime does with a request
 */
export async function startFront(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  limits: Partial<FrontLimits> = {},
) {
  const folder = mkdtempSync(path.join(tmpdir(), 'digits-front-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const socketPath = path.join(folder, 'worker');
  const worker = createServer(handle);
  await new Promise<void>((resolve) => worker.listen(socketPath, resolve));
  onTestFinished(() => {
    worker.closeAllConnections();
    worker.close();
  });
  const agent = new WorkerAgent(socketPath);
  onTestFinished(() => agent.destroy());
  let waiting = 0;
  let isRunning = true;
  const entries: FrontEntry[] = [];
  const cutOffs: CutOff[] = [];
  const front = await openFront({
    host: '127.0.0.1',
    port: 0,
    proxies: { trustedProxies: [], forwardedHeader: 'X-Forwarded-For' },
    worker: () => (isRunning ? agent : null),
    watch: { asked: () => waiting++, answered: () => {}, over: () => waiting-- },
    cutOff: async (cutOff) => void cutOffs.push(cutOff),
    corsOrigins: ['*'],
    limits: { ...FRONT_LIMITS, ...limits },
    log: (entry) => entries.push(entry),
    onError: () => {},
  });
  onTestFinished(() => front.stop(0));
  return {
    url: new URL(`http://127.0.0.1:${front.port}`),
    /** What the front has answered itself. */
    entries,
    /** Of what it has told the runtime that the end will not come. */
    cutOffs,
    statuses: () => entries.map(({ status }) => status),
    /** Requests that the runtime has not answered. */
    waiting: () => waiting,
    /** Says whether there is a runtime. */
    setRunning: (value: boolean) => {
      isRunning = value;
      if (value) front.proceed();
    },
  };
}

export function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let body = '';
    request.on('data', (bytes) => {
      body += bytes;
    });
    request.once('end', () => resolve(body));
  });
}
