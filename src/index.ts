import { env } from 'cloudflare:workers';
import { createWorker } from './app';

export { AlertKeeper } from './metrics/alerts/alert-keeper';
export { MetricsShard } from './metrics/metrics-shard';
export { ShardLedger } from './metrics/shard-ledger';

export default createWorker(env);
