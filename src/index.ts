import { env, WorkerEntrypoint } from 'cloudflare:workers';
import { createWorker } from './app';

export { IdempotencyStore } from './admission/idempotency/idempotency-store';
export { KeyStore } from './admission/keys/key-store';
export { KeyUsage } from './admission/quotas/key-usage';
export { FeedbackShard } from './feedback/feedback-shard';
export { Job } from './jobs/job';
export { JobBook } from './jobs/job-book';
export { AlertKeeper } from './metrics/alerts/alert-keeper';
export { MetricsShard } from './metrics/shards/object/metrics-shard';
export { ShardLedger } from './metrics/shards/object/shard-ledger';
export { TrafficStore } from './traffic/traffic-store';

const { operate, ...handler } = createWorker(env);

export default handler;

/** An entrypoint without a public route: only a service binding or a private socket can call it, as `npm start` does. */
export class Operations extends WorkerEntrypoint {
  override fetch(request: Request): Promise<Response> {
    return operate(request);
  }
}
