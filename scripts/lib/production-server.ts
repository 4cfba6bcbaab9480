import path from 'node:path';
import { Miniflare, type MiniflareOptions } from 'miniflare';
import { unstable_getMiniflareWorkerOptions } from 'wrangler';
import { type Bundle, ROOT } from './production-bundle';
import { checkpointStorage, checkStorage, makeStorage } from './serve/check-storage';
import { watchStorage } from './serve/watch-storage';

export interface ServerOptions {
  readonly bundle: Bundle;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Folder for the storage of the Durable Objects. */
  readonly storage: string;
  /** Receives each line that the Worker logs. */
  readonly onLog: (line: string) => void;
  /** Variables and secrets that a deployment may set, such as `ALERT_WEBHOOK_URL`. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface Server {
  readonly url: URL;
  /** Hands over what is counted but not yet stored, then ends the runtime. */
  stop(): Promise<void>;
}

/**
 * Runs the production bundle in workerd, with the bindings of wrangler.toml and storage on disk. Requests go
 * straight to the Worker: a direct socket leaves out the proxy that Miniflare puts in front.
 *
 * @throws Error when the port is taken or the runtime does not start
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { bundle, host, port, storage, onLog, variables = {} } = options;
  const { workerOptions } = unstable_getMiniflareWorkerOptions(path.join(ROOT, 'wrangler.toml'));
  const prepareStorage = () => {
    makeStorage(storage);
    for (const message of checkStorage(storage)) onLog(JSON.stringify({ level: 'error', message }));
  };
  prepareStorage();
  const settings: MiniflareOptions = {
    ...(workerOptions as MiniflareOptions),
    name: 'digits',
    modules: true,
    scriptPath: bundle.entry,
    modulesRoot: path.dirname(bundle.entry),
    modulesRules: [
      { type: 'ESModule', include: ['**/index.js'] },
      { type: 'CompiledWasm', include: ['**/*.wasm'] },
      { type: 'Data', include: ['**/*.bin'] },
      { type: 'Text', include: ['**/*-swagger-ui*'] },
    ],
    bindings: { ...variables },
    durableObjectsPersist: storage,
    unsafeDirectSockets: [{ host, port }],
    cf: false,
    handleStructuredLogs: ({ message }: { message: string }) => {
      onLog(message);
    },
  };
  const miniflare = new Miniflare(settings);
  const url = await miniflare.unsafeGetDirectURL();
  const unwatch = watchStorage({
    storage,
    onReplaced: async () => {
      prepareStorage();
      await miniflare.setOptions({ ...settings, unsafeDirectSockets: [{ host, port: Number(url.port) }] });
    },
    log: (message) => onLog(JSON.stringify({ level: 'warning', message })),
  });
  // Nothing fires cron triggers here but us.
  const tick = async () => {
    const worker = await miniflare.getWorker('digits');
    await worker.scheduled({ cron: '* * * * *' });
  };
  const minute = setInterval(() => tick().catch(() => null), 60_000);
  return {
    url,
    stop: async () => {
      clearInterval(minute);
      unwatch();
      await fetch(new URL('/metrics', url)).catch(() => null);
      await miniflare.dispose();
      checkpointStorage(storage);
    },
  };
}
