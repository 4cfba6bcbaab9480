import { createServer } from 'node:net';
import { explainListenError } from '../serve/explain-listen-error';
import type { Finding } from './finding';

/** Checks whether a server could listen there. */
export function checkPort(host: string, port: number): Promise<Finding> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', (error) => {
      const message = explainListenError(error, { host, port }) ?? error.message;
      resolve({ subject: 'port', state: 'failed', message });
    });
    server.listen({ host, port }, () => {
      server.close(() => resolve({ subject: 'port', state: 'ok', message: `${host}:${port} is free` }));
    });
  });
}
