import type { Bundle } from '../serve/bundle';
import { startServer } from '../serve/production-server';

/** Bundle and storage folder to serve. */
export interface ServeAloneOptions {
  readonly bundle: Bundle;
  readonly storage: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Printed on standard output once it serves. */
export interface Listening {
  readonly url: URL;
  /** Unix socket of the Worker. */
  readonly workerSocket: string;
}

const { bundle, ...options } = JSON.parse(process.argv[2]!) as ServeAloneOptions;
const server = await startServer({
  build: async () => bundle,
  host: '127.0.0.1',
  port: 0,
  onLog: () => {},
  ...options,
});
const { url, workerSocket } = server;
console.log(JSON.stringify({ url, workerSocket }));
process.once('SIGTERM', async () => {
  await server.stop();
  process.exit(0);
});
