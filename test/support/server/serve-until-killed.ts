import path from 'node:path';
import { startServer } from '../../../scripts/lib/serve/production-server';

/** Serves the bundle as `npm start` does, in a process of its own. Arguments: entry of the bundle, storage folder. */
const [entry, storage] = process.argv.slice(2);
const bundle = { entry: entry!, assets: path.join(path.dirname(entry!), 'assets'), gzippedKib: 0 };
const server = await startServer({
  build: async () => bundle,
  host: '127.0.0.1',
  port: 0,
  storage: storage!,
  onLog: () => {},
});
console.log(server.url.href);
