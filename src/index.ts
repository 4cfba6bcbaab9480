import { env, WorkerEntrypoint } from 'cloudflare:workers';
import { createWorker } from './app';

export { AlertKeeper } from './metrics/alerts/alert-keeper';
export { MetricsShard } from './metrics/shards/object/metrics-shard';
export { ShardLedger } from './metrics/shards/object/shard-ledger';

const { operate, ...handler } = createWorker(env);

export default handler;

/** An entrypoint that no route leads to: only who binds it or opens a socket to it can call it, as `npm start` does. */
export class Operations extends WorkerEntrypoint {
  override fetch(request: Request): Promise<Response> {
    return operate(request);
  }
}
