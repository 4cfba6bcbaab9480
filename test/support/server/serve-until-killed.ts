import { openBundle } from '../../../scripts/lib/serve/bundle';
import { startServer } from '../../../scripts/lib/serve/production-server';

/** Serves the bundle as `npm start` does, in a process of its own. Arguments: folder of the bundle, storage folder. */
const [folder, storage] = process.argv.slice(2);
const server = await startServer({
  build: async () => openBundle(folder!),
  host: '127.0.0.1',
  port: 0,
  storage: storage!,
  onLog: () => {},
});
console.log(server.url.href);
